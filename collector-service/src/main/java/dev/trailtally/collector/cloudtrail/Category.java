package dev.trailtally.collector.cloudtrail;

import static java.nio.charset.StandardCharsets.US_ASCII;

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

    private static final byte[] MANAGEMENT_TEXT = ascii("Management");
    private static final byte[] DATA_TEXT = ascii("Data");
    private static final byte[] NETWORK_ACTIVITY_TEXT = ascii("NetworkActivity");
    private static final byte[] INSIGHT_TEXT = ascii("Insight");
    private static final byte[] AGGREGATED_TEXT = ascii("Aggregated");
    private static final byte[] INSIGHT_TYPE = ascii("AwsCloudTrailInsight");
    private static final byte[] AGGREGATED_TYPE = ascii("AwsAggregatedEvent");
    private static final byte[] DENIED = ascii("VpceAccessDenied");
    private static final byte[] FALSE = ascii("false");

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

    /**
     * The category that the record states, or that its type or managementEvent shows. Older records state none: they are
     * management events, as are data events from before eventVersion 1.06, which nothing distinguishes.
     */
    static Category of(RecordView record) {
        if (record.is(Field.EVENT_CATEGORY, MANAGEMENT_TEXT)) {
            return MANAGEMENT;
        }
        if (record.is(Field.EVENT_CATEGORY, DATA_TEXT)) {
            return DATA;
        }
        if (record.is(Field.EVENT_CATEGORY, NETWORK_ACTIVITY_TEXT)) {
            return record.is(Field.ERROR_CODE, DENIED) ? DENIED_NETWORK_ACTIVITY : NETWORK_ACTIVITY;
        }
        if (record.is(Field.EVENT_CATEGORY, INSIGHT_TEXT)
                || record.is(Field.EVENT_TYPE, INSIGHT_TYPE)
                || record.has(Field.INSIGHT_SOURCE)
                || record.has(Field.INSIGHT_NAME)) {
            return INSIGHT;
        }
        if (record.is(Field.EVENT_CATEGORY, AGGREGATED_TEXT) || record.is(Field.EVENT_TYPE, AGGREGATED_TYPE)) {
            return AGGREGATED;
        }
        return record.is(Field.MANAGEMENT_EVENT, FALSE) ? DATA : MANAGEMENT;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
