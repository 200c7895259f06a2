package dev.trailtally.aggregator.rollup;

import dev.trailtally.aggregator.family.Family;
import dev.trailtally.server.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The statements that add fresh events to families: they are counted by day, and the counts become a run. Adding is exact
 * because a transaction adds what it marks in the ledger, once, and the account's claim keeps other writers out.
 */
final class FamilySql {

    private static final String DELTA = """
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
                array_agg(first_second) as first_seconds, array_agg(last_second) as last_seconds
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
              first_seconds, last_seconds
            )
            select
              :account_id, grain, family, bucket, category, :run, part, total.event_count, total.failed_count,
              to_timestamp((bucket - date '1970-01-01')::bigint * 86400 + total.first_second),
              to_timestamp((bucket - date '1970-01-01')::bigint * 86400 + total.last_second),
              total.first_key, total.last_key, text_keys[low:high], key_1[low:high], key_2[low:high], key_3[low:high],
              event_counts[low:high], case when total.failed_count > 0 then failed_counts[low:high] end,
              first_seconds[low:high], last_seconds[low:high]
            from bucketed
            cross join lateral (
              select part, 1024 * part + 1 as low, 1024 * part + 1024 as high
              from generate_series(0, (cardinality(key_1) - 1) / 1024) part
            ) slice
            cross join lateral (
              select
                sum(event_count) as event_count, sum(failed_count) as failed_count, min(first_second) as first_second,
                max(last_second) as last_second, min(key) as first_key, max(key) as last_key
              from (
                select
                  unnest(key_1[low:high]) as key, unnest(event_counts[low:high]) as event_count,
                  unnest(failed_counts[low:high]) as failed_count, unnest(first_seconds[low:high]) as first_second,
                  unnest(last_seconds[low:high]) as last_second
              ) element
            ) total
            """;

    private static final Sql ADD_RUN = new Sql(ROWS.replace("{with}", """
            with counted as (
              select 'day' as grain, day as bucket, *
              from delta
              where family = any (:families::text[])
            )"""));

    private final List<Sql> deltas;
    private final String[] families;

    FamilySql(List<Family> families) {
        this.deltas = families.stream().map(FamilySql::delta).toList();
        this.families = families.stream().map(Family::name).toArray(String[]::new);
    }

    void add(Connection connection, long accountId, long run) throws SQLException {
        for (var sql : deltas) {
            sql.run(connection, Map.of());
        }
        var values = new HashMap<String, Object>();
        values.put("account_id", accountId);
        values.put("run", run);
        values.put("families", families);
        ADD_RUN.run(connection, values);
    }

    private static Sql delta(Family family) {
        return new Sql(DELTA.replace("{name}", family.name())
                .replace("{arrays}", family.columns("%1$s", ", "))
                .replace("{keys}", family.columns("%2$s", ", "))
                .replace("{source}", family.source())
                .replace("{condition}", family.condition()));
    }
}
