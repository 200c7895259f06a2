package dev.trailtally.aggregator.verification;

import dev.trailtally.aggregator.family.Family;
import dev.trailtally.server.database.Sql;
import java.util.List;

/** The statements that compare a family's rows with a recount. They share nothing with those that filled it. */
final class FamilyRecount {

    private static final String COUNTED = """
            {name} as (
              select
                {bucket} as bucket,
                format('category=%s, ', category) || {key} as key,
                sum(event_count) as event_count, sum(failed_count) as failed_count,
                min(first_event_time) as first_event_time, max(last_event_time) as last_event_time
              from {source}
              where {condition}
              group by 1, 2
            )""";

    private static final String EVENTS = """
            (
              select
                *, 1 as event_count, failed::integer as failed_count, event_time as first_event_time,
                event_time as last_event_time
              from counted_event
              where day >= :from_day
              and day < :to_day
            ) e""";

    private static final String ROLLUP = """
            (
              select
                r.bucket as day, r.category, {columns}, k.event_count, coalesce(k.failed_count, 0) as failed_count,
                r.bucket::timestamp at time zone 'UTC' + k.first_second * interval '1 second' as first_event_time,
                r.bucket::timestamp at time zone 'UTC' + (k.first_second + k.span) * interval '1 second' as last_event_time
              from rollup r
              cross join lateral unnest(
                r.text_keys, r.key_1, r.key_2, r.key_3, r.event_counts, r.failed_counts, r.first_seconds, r.spans
              ) k (text_key, key_1, key_2, key_3, event_count, failed_count, first_second, span)
              where r.account_id = :account_id
              and r.family = '{family}'
              and {grain}
              and r.bucket >= :from_day
              and r.bucket < :to_day
            ) r""";

    private static final String DAY = "day";
    private static final String MONTH = "date_trunc('month', day::timestamp)::date";
    private static final String OF_DAY = "r.grain = 'day'";
    private static final String OF_MONTH = """
            (
                r.grain = 'month'
                or r.grain = 'day'
                and exists (
                  select
                  from rollup_account a
                  where a.account_id = :account_id
                  and r.run > a.settled_run
                  and r.bucket >= a.unsettled_from
                )
              )""";

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

    private static String rollup(Family family, String grain) {
        return ROLLUP.replace("{columns}", family.columns("k.%1$s as %2$s", ", "))
                .replace("{family}", family.name())
                .replace("{grain}", grain);
    }

    private static Sql sql(Family family, String name, String bucket, String rollup, String source) {
        return Comparison.of(
                name,
                "with " + counted("rolled_up", family, bucket, rollup) + ",\n"
                        + counted("recounted", family, bucket, source));
    }

    private static String counted(String name, Family family, String bucket, String source) {
        var key = "format('%s', %s)".formatted(family.columns("%2$s=%%s", ", "), family.columns("%2$s", ", "));
        return COUNTED.replace("{name}", name)
                .replace("{bucket}", bucket)
                .replace("{key}", key)
                .replace("{source}", source)
                .replace("{condition}", family.condition());
    }
}
