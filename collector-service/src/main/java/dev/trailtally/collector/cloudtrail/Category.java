package dev.trailtally.collector.cloudtrail;

/**
 * The category of an event. The numbers are those of {@code event_segment.categories}; which of them count as calls is said
 * once, by {@code is_call} in the schema.
 *
 * <p>CloudTrail User Guide: "CloudTrail record contents for management, data, and network activity events" (eventCategory
 * since eventVersion 1.07, managementEvent since 1.06, sharedEventID since 1.03, addendum since 1.08), "… for Insights events
 * for trails" (eventType is always AwsCloudTrailInsight) and "… for aggregated events" (eventCategory is always Aggregated).
 */
public enum Category {
    MANAGEMENT(1),
    DATA(2),
    /** Another record of a call that went through a VPC endpoint, for the owner of the endpoint. */
    NETWORK_ACTIVITY(3),
    /** Unusual activity, of which an Insight event says when it starts and ends. */
    INSIGHT(4),
    /** Sums of data events in five minutes. */
    AGGREGATED(5),
    /**
     * Network activity of a call that the endpoint's policy denied: it never reached the service, so that there is no other
     * record of it.
     */
    DENIED_NETWORK_ACTIVITY(6);

    private final int number;

    Category(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** Whether it says something about many calls, instead of recording one. */
    public boolean isSummary() {
        return this == INSIGHT || this == AGGREGATED;
    }
}
