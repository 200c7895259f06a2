package dev.trailtally.aggregator.rollup;

import dev.trailtally.aggregator.AggregatorConfiguration;
import dev.trailtally.aggregator.family.Family;
import dev.trailtally.aggregator.sql.Database;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Adds runs to their months, and puts those of a day together. Months are added to when the account has grown by an
 * eighth, or its oldest run is an hour old, so that a key is rewritten a few times, however often its account is rolled up;
 * and a day never has more than a few runs, of which large ones are not written again for small ones.
 */
@Singleton
class Settlement {

    private static final int MAX_RUNS = 16;
    private static final int MAX_ACCOUNTS = 20;
    // Months have all other families, those included that only a later release knows: its collectors may run already.
    private static final String[] DAILY = Family.ALL.stream()
            .filter(family -> !family.monthly())
            .map(Family::name)
            .toArray(String[]::new);

    // The number of accounts is small; the tables of events and rollups are not read.
    private static final Sql DUE = new Sql("""
            select account_id
            from rollup_account
            where unsettled_count > 0
            and (
              rolled_up_at <= now() - make_interval(secs => :settle_after_seconds)
              and unsettled_count * 8 >= all_event_count
              or unsettled_since <= now() - interval '1 hour'
            )
            order by unsettled_since
            limit :max_accounts
            """);

    private static final Sql MONTHS = new Sql("""
            select distinct date_trunc('month', bucket::timestamp)::date as month
            from unsettled_rollup
            where account_id = :account_id
            and family = 'quarter_hour'
            order by month
            """);

    // From the oldest run on that has at most twice the events of all later ones: each run that stays has more than
    // twice
    // those of its later ones, so that few stay; and what is merged again becomes half as large again, or more.
    private static final Sql CROWDED_DAYS = new Sql("""
            select bucket, min(run)
            from (
              select
                bucket, run, event_count,
                sum(event_count) over (partition by bucket order by run desc) - event_count as later_count,
                count(*) over (partition by bucket) as runs
              from (
                select bucket, run, sum(event_count) as event_count
                from unsettled_rollup
                where account_id = :account_id
                and family = 'quarter_hour'
                group by bucket, run
              ) run_of_day
            ) counted
            where runs > :max_runs
            and event_count <= 2 * later_count
            group by bucket
            """);

    /**
     * Rows of rollup from the rows of "counted", each once by grain, family, bucket, category and key. Their order within a
     * bucket does not matter to any count: that of the key packs well, and a single number sorts four times as fast.
     */
    private static final String ROWS = """
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

    // Each key once, of the rows that "with" ends with.
    private static final String COUNTED = """
            {with},
            element as (
              select
                '{grain}' as grain, family, {bucket} as bucket, category, (bucket - {bucket}) * 86400 as later,
                unnest(text_keys) as text_key, unnest(key_1) as key_1, unnest(key_2) as key_2, unnest(key_3) as key_3,
                unnest(event_counts) as event_count, unnest(failed_counts) as failed_count,
                unnest(first_seconds) as first_second, unnest(spans) as span
              from taken
            ),
            counted as (
              select
                grain, family, bucket, category, text_key, key_1, key_2, key_3,
                sum(event_count)::bigint as event_count,
                coalesce(sum(failed_count), 0)::bigint as failed_count,
                min(first_second + later) as first_second,
                max(first_second + span + later) as last_second
              from element
              group by grain, family, bucket, category, text_key, key_1, key_2, key_3
            )""";

    // The number of the new run is the last of the account, which no settled row has.
    private static final Sql MERGE_RUNS = counted("day", "bucket", """
            with taken as (
              delete from rollup r
              using unnest(:days::date[], :runs::bigint[]) d (day, first_run)
              where r.account_id = :account_id
              and r.grain = 'day'
              and r.bucket = d.day
              and r.run >= d.first_run
              returning r.*
            )""");

    private static final Sql ADD_TO_MONTH = counted("month", ":month::date", """
            with fresh as (
              select *
              from unsettled_rollup
              where account_id = :account_id
              and family <> all (:daily::text[])
              and bucket >= :month
              and bucket < :end_month
            ),
            settled as (
              delete from rollup
              where account_id = :account_id
              and grain = 'month'
              and bucket = :month
              and (family, category) in (select family, category from fresh)
              returning *
            ),
            taken as (
              select * from fresh
              union all
              select * from settled
            )""");

    // A day with a single run stays as it is.
    private static final Sql MERGE_DAYS = counted("day", "bucket", """
            with taken as (
              delete from rollup
              where account_id = :account_id
              and grain = 'day'
              and bucket >= :month
              and bucket < :end_month
              and (family, bucket, category) in (
                select r.family, r.bucket, r.category
                from rollup_account a
                join rollup r on r.account_id = a.account_id and r.grain = 'day' and r.bucket >= a.unsettled_from
                where a.account_id = :account_id
                and r.bucket >= :month
                and r.bucket < :end_month
                group by r.family, r.bucket, r.category
                having count(distinct r.run) > 1
              )
              returning *
            )""");

    private static final Sql SETTLED = new Sql("""
            update rollup_account
            set settled_run = last_run, unsettled_count = 0, unsettled_from = null, unsettled_since = null
            where account_id = :account_id
            """);

    private final Database database;
    private final AggregatorConfiguration configuration;

    Settlement(Database database, AggregatorConfiguration configuration) {
        this.database = database;
        this.configuration = configuration;
    }

    /** Accounts whose runs it pays to settle, those with the oldest run first. */
    List<Long> dueAccounts() throws SQLException {
        var rest = Map.of(
                "settle_after_seconds", configuration.settleAfter().toMillis() / 1000.0, "max_accounts", MAX_ACCOUNTS);
        try (var connection = database.open();
                var statement = DUE.prepare(connection, rest);
                var rows = statement.executeQuery()) {
            var accounts = new ArrayList<Long>();
            while (rows.next()) {
                accounts.add(rows.getLong(1));
            }
            return accounts;
        }
    }

    /** In a transaction that has claimed the account. */
    void settle(Connection connection, long accountId, long lastRun) throws SQLException {
        for (var month : dates(connection, MONTHS, Map.of("account_id", accountId))) {
            Map<String, Object> values =
                    Map.of("account_id", accountId, "month", month, "end_month", month.plusMonths(1), "daily", DAILY);
            ADD_TO_MONTH.run(connection, with(values, 0));
            MERGE_DAYS.run(connection, with(values, lastRun));
        }
        SETTLED.run(connection, Map.of("account_id", accountId));
    }

    /** In a roll-up: makes its run that of the later ones of each day that has too many. Settled rows are not written again. */
    void mergeCrowded(Connection connection, long accountId, long run) throws SQLException {
        var days = new ArrayList<String>();
        var firstRuns = new ArrayList<Long>();
        try (var statement = CROWDED_DAYS.prepare(connection, Map.of("account_id", accountId, "max_runs", MAX_RUNS));
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                days.add(rows.getString(1));
                firstRuns.add(rows.getLong(2));
            }
        }
        if (!days.isEmpty()) {
            Map<String, Object> values = Map.of(
                    "account_id",
                    accountId,
                    "run",
                    run,
                    "days",
                    Sql.array("text", days),
                    "runs",
                    Sql.array("bigint", firstRuns));
            MERGE_RUNS.run(connection, values);
        }
    }

    private static Map<String, Object> with(Map<String, Object> values, long run) {
        var all = new HashMap<>(values);
        all.put("run", run);
        return all;
    }

    private static List<LocalDate> dates(Connection connection, Sql sql, Map<String, ?> values) throws SQLException {
        try (var statement = sql.prepare(connection, values);
                var rows = statement.executeQuery()) {
            var dates = new ArrayList<LocalDate>();
            while (rows.next()) {
                dates.add(rows.getObject(1, LocalDate.class));
            }
            return dates;
        }
    }

    private static Sql counted(String grain, String bucket, String with) {
        var counted = COUNTED.replace("{with}", with).replace("{grain}", grain).replace("{bucket}", bucket);
        return rows(counted);
    }

    /** Writes the rows of the last query of "with", which is named "counted", as those of an account and a run. */
    static Sql rows(String with) {
        return new Sql(ROWS.replace("{with}", with));
    }
}
