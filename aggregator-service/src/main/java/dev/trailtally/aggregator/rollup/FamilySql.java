package dev.trailtally.aggregator.rollup;

import static java.util.stream.Collectors.joining;

import dev.trailtally.aggregator.family.Family;
import dev.trailtally.server.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The statements that add fresh events to families: they are counted by day, and the counts become a run. Adding is exact
 * because a transaction adds what it marks in the ledger, once, and the account's claim keeps other writers out.
 */
final class FamilySql {

    private static final String FRESH_EVENT = Sql.text(FamilySql.class, "fresh_event.sql");

    // One pass over the events fills a hash table for each family; "mask" says which of them a row is of.
    private static final String COUNT_EVENTS = """
            insert into delta (
              family, category, day, {arrays}, event_count, failed_count, first_second, last_second
            )
            select
              {names}, category, day, {keys}, event_count, failed_count, first_second, last_second
            from (
              select
                grouping({columns}) as mask, category, day, {columns},
                count(*) as event_count, sum(failed) as failed_count, min(second) as first_second,
                max(second) as last_second
              from (
                {events}
              ) e
              group by category, day, grouping sets ({sets})
            ) counted
            """;

    private static final String COUNT_COUNTS = """
            insert into delta (family, category, day, {arrays}, event_count, failed_count, first_second, last_second)
            select
              '{name}', category, day, {keys},
              sum(event_count), sum(failed_count), min(first_second), max(last_second)
            from {source}
            where {condition}
            group by category, day, {keys}
            """;

    /**
     * Rows of rollup from the rows of "counted", each once by grain, family, bucket, category and key. Their order within a
     * bucket does not matter to any count: that of the key packs well, and a single number sorts four times as fast.
     */
    static final String ROWS = """
            {with},
            bucketed as (
              select
                grain, family, bucket, category,
                array_agg(text_key) filter (where text_key is not null) as text_keys,
                array_agg(key_1) as key_1,
                array_agg(key_2) filter (where key_2 is not null) as key_2,
                array_agg(key_3) filter (where key_3 is not null) as key_3,
                array_agg(event_count) as event_counts, array_agg(failed_count) as failed_counts,
                array_agg(first_second) as first_seconds, array_agg(last_second - first_second) as spans
              from (
                select *
                from counted
                order by (key_1 << 40) | ((coalesce(key_2, 0) & 16777215) << 16) | (coalesce(key_3, 0) & 65535)
              ) ordered
              group by grain, family, bucket, category
            )
            insert into rollup (
              account_id, grain, family, bucket, category, run, part, event_count, failed_count, first_event_time,
              last_event_time, first_key, last_key, text_keys, key_1, key_2, key_3, event_counts, failed_counts,
              first_seconds, spans
            )
            select
              :account_id, grain, family, bucket, category, :run, part, total.event_count, total.failed_count,
              to_timestamp((bucket - date '1970-01-01')::bigint * 86400 + total.first_second),
              to_timestamp((bucket - date '1970-01-01')::bigint * 86400 + total.last_second),
              total.first_key, total.last_key, text_keys[low:high], key_1[low:high], key_2[low:high], key_3[low:high],
              event_counts[low:high], case when total.failed_count > 0 then failed_counts[low:high] end,
              first_seconds[low:high], spans[low:high]
            from bucketed
            cross join lateral (
              select part, 1024 * part + 1 as low, 1024 * part + 1024 as high
              from generate_series(0, (cardinality(key_1) - 1) / 1024) part
            ) slice
            cross join lateral (
              select
                sum(event_count) as event_count, sum(failed_count) as failed_count, min(first_second) as first_second,
                max(first_second + span) as last_second, min(key) as first_key, max(key) as last_key
              from (
                select
                  unnest(key_1[low:high]) as key, unnest(event_counts[low:high]) as event_count,
                  unnest(failed_counts[low:high]) as failed_count, unnest(first_seconds[low:high]) as first_second,
                  unnest(spans[low:high]) as span
              ) element
            ) total
            """;

    private static final Sql ADD_RUN = new Sql(ROWS.replace("{with}", """
            with counted as (
              select 'day' as grain, day as bucket, *
              from delta
              where family = any (:families::text[])
            )"""));

    private FamilySql() {}

    /** The counts of each family are a table of their own: what is made of them reads no others. */
    static String tables(List<Family> families) {
        return families.stream().map(family -> """
                        create temporary table if not exists delta_%1$s partition of delta
                        for values in ('%1$s') on commit delete rows
                        """.formatted(family.name())).collect(joining(";"));
    }

    /** Counts the fresh events by day and the keys of all the families at once. */
    static Sql ofEvents(List<Family> families) {
        var columns = families.stream()
                .flatMap(family -> family.keys().stream())
                .distinct()
                .toList();
        int longest =
                families.stream().mapToInt(family -> family.keys().size()).max().orElseThrow();
        var places = IntStream.range(0, longest).boxed().toList();
        return new Sql(COUNT_EVENTS
                .replace("{events}", FRESH_EVENT)
                .replace("{columns}", String.join(", ", columns))
                .replace(
                        "{sets}",
                        families.stream()
                                .map(family -> "(" + String.join(", ", family.keys()) + ")")
                                .collect(joining(", ")))
                .replace(
                        "{arrays}",
                        places.stream().map(place -> "key_" + (place + 1)).collect(joining(", ")))
                .replace("{names}", ofFamily(families, columns, family -> "'" + family.name() + "'"))
                .replace(
                        "{keys}",
                        places.stream()
                                .map(place -> ofFamily(
                                        families,
                                        columns,
                                        family -> family.keys().size() > place
                                                ? family.keys().get(place)
                                                : "null"))
                                .collect(joining(", "))));
    }

    /** Counts what the family is made of. */
    static Sql ofCounts(Family family) {
        return new Sql(COUNT_COUNTS
                .replace("{name}", family.name())
                .replace("{arrays}", family.columns("%1$s", ", "))
                .replace("{keys}", family.columns("%2$s", ", "))
                .replace("{source}", family.source())
                .replace("{condition}", family.condition()));
    }

    /** Makes a run of what was counted for the families. */
    static void addRun(Connection connection, List<Family> families, long accountId, long run) throws SQLException {
        var names = families.stream().map(Family::name).toArray(String[]::new);
        ADD_RUN.run(connection, Map.of("account_id", accountId, "run", run, "families", names));
    }

    /** An expression for each family, by the bits of the columns that are not of its key, the first column's the highest. */
    private static String ofFamily(List<Family> families, List<String> columns, Function<Family, String> expression) {
        return families.stream()
                .map(family -> "when "
                        + columns.stream()
                                .mapToInt(column -> family.keys().contains(column) ? 0 : 1)
                                .reduce(0, (mask, bit) -> mask << 1 | bit)
                        + " then " + expression.apply(family))
                .collect(joining(" ", "case mask ", " end"));
    }
}
