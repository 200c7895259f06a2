package dev.trailtally.report;

import static java.util.stream.Collectors.joining;

import java.util.stream.Stream;

/** Statements that fill table rollup. */
final class RollupRows {

    static final String DAY = "(event_time at time zone 'UTC')::date";
    static final String MONTH = "date_trunc('month', event_time at time zone 'UTC')::date";

    private RollupRows() {}

    /**
     * From rows of account_id, bucket, text_key, key_1, key_2, key_3, event_count, failed_count, first_event_time and
     * last_event_time, by their places.
     *
     * @param grain month, day, or run, which is a day's that no month has
     */
    static String insert(String grain, String family, int run, String rows) {
        return insert(grain, family, 1, run, rows);
    }

    private static String insert(String grain, String family, int category, int run, String rows) {
        return """
                insert into rollup
                select account_id, '%s', '%s', bucket, %d, %d, 0, sum(events), sum(failed), min(first), max(last), min(key_1),
                  max(key_1), case when max(text_key) is not null then array_agg(text_key) end, array_agg(key_1),
                  case when max(key_2) is not null then array_agg(key_2) end,
                  case when max(key_3) is not null then array_agg(key_3) end,
                  array_agg(events), case when max(failed) > 0 then array_agg(failed) end,
                  array_agg(extract(epoch from first - bucket::timestamp at time zone 'UTC')::integer),
                  array_agg(extract(epoch from last - first)::integer)
                from (
                  %s
                ) counted (account_id, bucket, text_key, key_1, key_2, key_3, events, failed, first, last)
                group by account_id, bucket
                """.formatted(
                grain.equals("month") ? grain : "day", family, category, grain.equals("month") ? 0 : run + 1, rows);
    }

    /** From the management, data and Insight events, or those of a condition. */
    static String ofEvents(String grain, String family, int run, String key, String condition) {
        return Stream.of(1, 2, 4)
                .map(category -> ofEvents(grain, family, category, run, key, condition))
                .collect(joining(";"));
    }

    private static String ofEvents(String grain, String family, int category, int run, String key, String condition) {
        return insert(grain, family, category, run, """
                select account_id, %s, %s, count(*), count(*) filter (where failed), min(event_time), max(event_time)
                from event e join action a on a.id = action_ref join event_source s using (event_source)
                where category = %d and %s
                group by 1, 2, 3, 4, 5, 6
                """.formatted(
                        grain.equals("month") ? MONTH : DAY, key, category, condition));
    }
}
