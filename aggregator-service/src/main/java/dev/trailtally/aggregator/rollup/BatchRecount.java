package dev.trailtally.aggregator.rollup;

import static java.util.stream.Collectors.joining;

import dev.trailtally.aggregator.family.Family;
import dev.trailtally.server.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/**
 * Counts the claimed batches of a roll-up again, from their events, in place of the counts that it has taken. Batches that are
 * not rolled up are never packed, so their events are found by the batch.
 */
final class BatchRecount {

    private static final Sql FORGET = new Sql("""
            delete from rollup
            where account_id = :account_id
            and grain = 'day'
            and bucket = any (array(select day from claimed_day))
            and run > :last_run
            """);

    // Of a later release, whose collector runs already: it cannot be counted here.
    private static final Sql UNKNOWN = new Sql("""
            select family
            from rollup
            where account_id = :account_id
            and grain = 'day'
            and bucket = any (array(select day from claimed_day))
            and run > :last_run
            and family <> all (:families::text[])
            limit 1
            """);

    private static final String EVENTS = """
            with counted_event as materialized (
              select
                e.category, e.day, e.region_ref, e.action_ref, coalesce(s.id, 0) as event_source_ref, e.error_code_ref,
                e.principal_ref, e.session_name, e.access_key_id, e.source_ip_ref, e.user_agent_ref, e.failed,
                time.second, time.second / 900 as quarter_hour
              from claimed_day d
              join event e on e.account_id = :account_id and e.day = d.day and e.batch_id = any (d.batch_ids)
              cross join lateral (
                select extract(epoch from e.event_time - e.day::timestamp at time zone 'UTC')::integer as second
              ) time
              left join action a on a.id = e.action_ref
              left join event_source s on s.event_source = a.event_source
            ),
            counted as (
              {families}
            )""";

    private static final String COUNTED = """
            select
              'day' as grain, '{name}' as family, day as bucket, category, {text_key}::text as text_key,
              {key_1}::bigint as key_1, {key_2}::bigint as key_2, {key_3}::bigint as key_3,
              count(*) as event_count, count(*) filter (where failed) as failed_count, min(second) as first_second,
              max(second) as last_second
            from counted_event
            where {condition}
            group by 3, 4, 5, 6, 7, 8
            """;

    private static final Sql COUNT = Settlement.rows(EVENTS.replace(
            "{families}", Family.ALL.stream().map(BatchRecount::counted).collect(joining("union all\n"))));

    private BatchRecount() {}

    /** In a transaction that has claimed the account and its batches. */
    static void replace(Connection connection, long accountId, long lastRun) throws SQLException {
        var families = Family.ALL.stream().map(Family::name).toArray(String[]::new);
        Map<String, Object> values =
                Map.of("account_id", accountId, "last_run", lastRun, "families", Sql.array("text", families));
        try (var statement = UNKNOWN.prepare(connection, values);
                var row = statement.executeQuery()) {
            if (row.next()) {
                throw new LedgerMismatchException(row.getString(1));
            }
        }
        FORGET.run(connection, Map.of("account_id", accountId, "last_run", lastRun));
        COUNT.run(connection, Map.of("account_id", accountId, "run", lastRun + 1));
    }

    private static String counted(Family family) {
        return COUNTED.replace("{name}", family.name())
                .replace("{text_key}", family.textKey().isEmpty() ? "null" : family.textKey())
                .replace("{key_1}", key(family, 0))
                .replace("{key_2}", key(family, 1))
                .replace("{key_3}", key(family, 2))
                .replace("{condition}", family.condition());
    }

    private static String key(Family family, int place) {
        return place < family.keys().size() ? family.keys().get(place) : "null";
    }
}
