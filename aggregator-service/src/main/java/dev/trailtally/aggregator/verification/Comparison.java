package dev.trailtally.aggregator.verification;

import dev.trailtally.server.database.Sql;

/**
 * A statement that returns how a rollup differs from its recount. Both are given as "rolled_up" and "recounted" of a "with",
 * with a row for each bucket and key; the bucket of all time is infinity.
 */
final class Comparison {

    private static final String DIFFERENCES = """
            select
              '{name}' as rollup,
              nullif(bucket, 'infinity')::timestamp at time zone 'UTC' as bucket_start_time,
              key,
              r.event_count, r.failed_count, r.first_event_time, r.last_event_time,
              c.event_count, c.failed_count, c.first_event_time, c.last_event_time
            from rolled_up r
            full join recounted c using (bucket, key)
            where (r.event_count, r.failed_count, r.first_event_time, r.last_event_time)
              is distinct from (c.event_count, c.failed_count, c.first_event_time, c.last_event_time)
            order by bucket, key
            """;

    private Comparison() {}

    static Sql of(String name, String with) {
        return new Sql(with + "\n" + DIFFERENCES.replace("{name}", name));
    }

    /** The file beside this class. */
    static Sql file(String name, String file) {
        return of(name, Sql.text(Comparison.class, file));
    }
}
