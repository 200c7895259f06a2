package dev.trailtally.report.bucket;

import dev.trailtally.report.snapshot.Sql;

/**
 * A statement over the buckets of a plan, in two forms: with raw events, whose days are partitions, and without.
 *
 * @param withEvents planned each time, so that only the days of the plan are opened
 * @param ofBuckets planned once
 */
public record BucketSql(Sql withEvents, Sql ofBuckets) {

    /**
     * @param text with "%s" where raw events belong
     * @param events what replaces it to read raw events
     * @param noEvents what replaces it if no raw events are read
     */
    public static BucketSql of(String text, String events, String noEvents) {
        return new BucketSql(new Sql(text.formatted(events)), Sql.plannedOnce(text.formatted(noEvents)));
    }

    public Sql of(ReadPlan plan) {
        return plan.raw().isEmpty() ? ofBuckets : withEvents;
    }
}
