package dev.trailtally.collector.cloudtrail;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Finds the categories of records. */
final class Categories {

    private static final byte[] MANAGEMENT_TEXT = ascii("Management");
    private static final byte[] DATA_TEXT = ascii("Data");
    private static final byte[] NETWORK_ACTIVITY_TEXT = ascii("NetworkActivity");
    private static final byte[] INSIGHT_TEXT = ascii("Insight");
    private static final byte[] AGGREGATED_TEXT = ascii("Aggregated");
    private static final byte[] INSIGHT_TYPE = ascii("AwsCloudTrailInsight");
    private static final byte[] AGGREGATED_TYPE = ascii("AwsAggregatedEvent");
    private static final byte[] DENIED = ascii("VpceAccessDenied");
    private static final byte[] FALSE = ascii("false");

    private Categories() {}

    /**
     * The category that the record states, or that its type or managementEvent shows. Older records state none: they are
     * management events, as are data events from before eventVersion 1.06, which nothing distinguishes.
     */
    static Category of(RecordView record) {
        if (record.is(Field.EVENT_CATEGORY, MANAGEMENT_TEXT)) {
            return Category.MANAGEMENT;
        }
        if (record.is(Field.EVENT_CATEGORY, DATA_TEXT)) {
            return Category.DATA;
        }
        if (record.is(Field.EVENT_CATEGORY, NETWORK_ACTIVITY_TEXT)) {
            return record.is(Field.ERROR_CODE, DENIED) ? Category.DENIED_NETWORK_ACTIVITY : Category.NETWORK_ACTIVITY;
        }
        if (record.is(Field.EVENT_CATEGORY, INSIGHT_TEXT)
                || record.is(Field.EVENT_TYPE, INSIGHT_TYPE)
                || record.has(Field.INSIGHT_SOURCE)
                || record.has(Field.INSIGHT_NAME)) {
            return Category.INSIGHT;
        }
        if (record.is(Field.EVENT_CATEGORY, AGGREGATED_TEXT) || record.is(Field.EVENT_TYPE, AGGREGATED_TYPE)) {
            return Category.AGGREGATED;
        }
        return record.is(Field.MANAGEMENT_EVENT, FALSE) ? Category.DATA : Category.MANAGEMENT;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
