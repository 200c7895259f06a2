package dev.trailtally.aggregator.verification;

import dev.trailtally.aggregator.family.Family;
import dev.trailtally.aggregator.sql.Sql;
import java.util.List;

/** The statements that compare a family's rows with a recount. They share nothing with those that filled it. */
final class FamilyRecount {

    private static final String COMPARISON = """
            with rolled_up as (
              select
                {bucket} as bucket,
                category,
                {key} as key,
                sum(event_count) as event_count,
                sum(failed_count) as failed_count,
                min(first_event_time) as first_event_time,
                max(last_event_time) as last_event_time
              from {rollup}
              group by 1, 2, 3
            ),
            recounted as (
              select
                {bucket} as bucket,
                category,
                {key} as key,
                sum(event_count) as event_count,
                sum(failed_count) as failed_count,
                min(first_event_time) as first_event_time,
                max(last_event_time) as last_event_time
              from {source}
              where {condition}
              group by 1, 2, 3
            )
            select
              '{name}' as rollup,
              bucket::timestamp at time zone 'UTC' as bucket_start_time,
              case when category > 2 then format('category=%s, %s', category, key) else key end as key,
              r.event_count, r.failed_count, r.first_event_time, r.last_event_time,
              c.event_count, c.failed_count, c.first_event_time, c.last_event_time
            from rolled_up r
            full join recounted c using (bucket, category, key)
            where (r.event_count, r.failed_count, r.first_event_time, r.last_event_time)
              is distinct from (c.event_count, c.failed_count, c.first_event_time, c.last_event_time)
            order by bucket, category, key
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
              where day >= :from_day
              and day < :to_day
            ) e""";

    private static final String ROLLUP = """
            (
              select
                r.bucket as day,
                r.category,
                {columns},
                k.event_count,
                coalesce(k.failed_count, 0) as failed_count,
                r.bucket::timestamp at time zone 'UTC' + k.first_second * interval '1 second' as first_event_time,
                r.bucket::timestamp at time zone 'UTC' + k.last_second * interval '1 second' as last_event_time
              from rollup r
              cross join lateral unnest(
                r.text_keys, r.key_1, r.key_2, r.key_3, r.event_counts, r.failed_counts, r.first_seconds, r.last_seconds
              ) k (text_key, key_1, key_2, key_3, event_count, failed_count, first_second, last_second)
              where r.account_id = :account_id
              and r.family = '{family}'
              and r.grain in ({grains})
              and r.bucket >= :from_day
              and r.bucket < :to_day
            ) r""";

    private static final String DAY = "day";
    private static final String MONTH = "date_trunc('month', day::timestamp)::date";
    private static final String OF_DAY = "'day', 'run'";
    private static final String OF_MONTH = "'month', 'run'";

    private FamilyRecount() {}

    static List<Sql> daysOfEvents() {
        return Family.ALL.stream()
                .map(family -> sql(family, family.name() + "_day", DAY, rollup(family, OF_DAY), EVENTS))
                .toList();
    }

    static List<Sql> monthsOfEvents() {
        return Family.ALL.stream()
                .filter(Family::monthly)
                .map(family -> sql(family, family.name() + "_month", MONTH, rollup(family, OF_MONTH), EVENTS))
                .toList();
    }

    /** Of months whose events are not all kept. */
    static List<Sql> monthsOfDays() {
        return Family.ALL.stream()
                .filter(Family::monthly)
                .map(family ->
                        sql(family, family.name() + "_month", MONTH, rollup(family, OF_MONTH), rollup(family, OF_DAY)))
                .toList();
    }

    private static String rollup(Family family, String grains) {
        return ROLLUP.replace("{columns}", family.columns("k.%1$s as %2$s", ", "))
                .replace("{family}", family.name())
                .replace("{grains}", grains);
    }

    private static Sql sql(Family family, String name, String bucket, String rollup, String source) {
        var key = "format('%s', %s)".formatted(family.columns("%2$s=%%s", ", "), family.columns("%2$s", ", "));
        return new Sql(COMPARISON
                .replace("{rollup}", rollup)
                .replace("{source}", source)
                .replace("{name}", name)
                .replace("{bucket}", bucket)
                .replace("{key}", key)
                .replace("{condition}", family.condition()));
    }
}
