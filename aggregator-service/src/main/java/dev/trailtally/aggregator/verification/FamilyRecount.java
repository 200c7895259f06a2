package dev.trailtally.aggregator.verification;

import static java.util.stream.Collectors.joining;

import dev.trailtally.aggregator.family.Family;
import dev.trailtally.aggregator.family.Family.Grain;
import dev.trailtally.aggregator.sql.Sql;
import java.util.List;

/** The statements that compare a family's table with a recount. They share nothing with those that filled it. */
final class FamilyRecount {

    private static final String COMPARISON = """
            with rolled_up as (
              select
                {bucket} as bucket,
                {key} as key,
                sum(event_count) as event_count,
                sum(failed_count) as failed_count,
                min(first_event_time) as first_event_time,
                max(last_event_time) as last_event_time
              from {table}
              where account_id = :account_id
              and {bucket} >= :from_day
              and {bucket} < :to_day
              group by {columns}
            ),
            recounted as (
              select
                {bucket_of_day} as bucket,
                {key} as key,
                sum(event_count) as event_count,
                sum(failed_count) as failed_count,
                min(first_event_time) as first_event_time,
                max(last_event_time) as last_event_time
              from {source}
              where day >= :from_day
              and day < :to_day
              and {condition}
              group by {columns}
            )
            select
              '{table}' as rollup,
              bucket::timestamp at time zone 'UTC' as bucket_start_time,
              key,
              r.event_count, r.failed_count, r.first_event_time, r.last_event_time,
              c.event_count, c.failed_count, c.first_event_time, c.last_event_time
            from rolled_up r
            full join recounted c using (bucket, key)
            where (r.event_count, r.failed_count, r.first_event_time, r.last_event_time)
              is distinct from (c.event_count, c.failed_count, c.first_event_time, c.last_event_time)
            order by bucket, key
            """;

    private static final String EVENTS = """
            (
              select
                *,
                1 as event_count,
                failed::integer as failed_count,
                event_time as first_event_time,
                event_time as last_event_time
              from counted_event
            ) e""";

    private static final String CALLS =
            EVENTS.replace("from counted_event", "from counted_event\n  where is_call(category)");

    private static final String DAYS = """
            (
              select *
              from {days}
              where account_id = :account_id
            ) d""";

    private FamilyRecount() {}

    /** Days or months against the events. */
    static List<Sql> ofEvents(Grain grain) {
        return Family.BUCKETED.stream()
                .filter(family -> family.has(grain))
                .map(family -> sql(family, grain, family.countsAllEvents() ? EVENTS : CALLS))
                .toList();
    }

    /** Months against their days. */
    static List<Sql> ofDays() {
        return Family.BUCKETED.stream()
                .filter(family -> family.has(Grain.MONTH))
                .map(family -> sql(family, Grain.MONTH, DAYS.replace("{days}", family.table(Grain.DAY))))
                .toList();
    }

    private static Sql sql(Family family, Grain grain, String source) {
        var columns = family.keys().stream().map(Family.Key::column).toList();
        var key = columns.isEmpty()
                ? "''"
                : "format('%s', %s)"
                        .formatted(
                                columns.stream().map(column -> column + "=%s").collect(joining(", ")),
                                String.join(", ", columns));
        return new Sql(COMPARISON
                .replace("{source}", source)
                .replace("{table}", family.table(grain))
                .replace("{bucket_of_day}", grain.ofDay())
                .replace("{bucket}", grain.bucket())
                .replace("{key}", key)
                .replace("{condition}", family.condition())
                .replace(
                        "{columns}",
                        columns.stream().map(column -> ", " + column).collect(joining("", "1", ""))));
    }
}
