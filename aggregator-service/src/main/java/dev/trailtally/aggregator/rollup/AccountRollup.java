package dev.trailtally.aggregator.rollup;

import dev.trailtally.aggregator.AggregatorConfiguration;
import dev.trailtally.aggregator.family.Family;
import dev.trailtally.aggregator.sql.Database;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds the pending events of one account to all its rollups, in one transaction: claims the account, marks its oldest
 * ledger rows, takes exactly the events that they name, and adds them up. If anything fails, everything is undone.
 */
@Singleton
class AccountRollup {

    private static final Logger log = LoggerFactory.getLogger(AccountRollup.class);
    private static final Sql WORKSPACE = file("workspace.sql");
    private static final Sql SETTINGS = file("settings.sql");
    private static final Sql CLAIMED_DAY = file("claimed_day.sql");
    private static final Sql TAKEN_COUNT = file("taken_count.sql");
    private static final Sql ACCOUNT = file("account.sql");
    // Late: from here on, other accounts may wait for the principals that this one found first.
    private static final Sql PRINCIPAL_KEY = file("principal_key.sql");
    private static final Sql SIGHTING = file("sighting.sql");
    private static final Sql FRESH_SHARED_CALL = file("fresh_shared_call.sql");
    private static final Sql LOCK_SHARED_CALLS = new Sql("select pg_advisory_xact_lock(hashtext('shared_call'))");
    // With no statistics a nested loop looks cheap, and would compare each shared call, or each row of a month, with
    // each.
    private static final Sql JOIN_BY_HASH = new Sql("set local enable_nestloop = off");
    private static final Sql SHARED_CALL = file("shared_call.sql");
    private static final Sql SHARED_COUNT = file("shared_count.sql");

    private static final Sql ENSURE_ACCOUNT = new Sql("""
            insert into rollup_account (account_id)
            values (:account_id)
            on conflict do nothing
            """);
    private static final Sql CLAIM_ACCOUNT = new Sql("""
            select last_run
            from rollup_account
            where account_id = :account_id
            for update skip locked
            """);
    private static final Sql CLAIMED = new Sql("""
            select
              sum(event_count)::bigint,
              sum(entry_count)::bigint
            from claimed_day
            """);
    private static final Sql MISCOUNTED = new Sql("""
            select f.family, coalesce(sum(r.event_count), 0)::bigint
            from unnest(:families::text[]) f (family)
            left join rollup r
              on r.account_id = :account_id
              and r.grain = 'day'
              and r.family = f.family
              and r.bucket = any (array(select day from claimed_day))
              and r.run > :last_run
            group by f.family
            having coalesce(sum(r.event_count), 0) <> :events
            order by f.family
            limit 1
            """);
    private static final String[] WITH_EVERY_EVENT =
            Family.ALL.stream().filter(Family::hasEveryEvent).map(Family::name).toArray(String[]::new);
    // A collector that stores events of a day writes their new number to event_day while it holds the day's lock.
    // Without it, one of two collectors would write too few.
    private static final Sql WRONG_DAY = new Sql("""
            select day
            from event_day d
            where account_id = :account_id
            and day = any (array(select day from claimed_day))
            and event_count <> (
              select sum(s.event_count)
              from event_segment s
              where s.account_id = :account_id
              and s.day = d.day
            )
            order by day
            limit 1
            """);

    private final Database database;
    private final Settlement settlement;
    private final AggregatorConfiguration configuration;

    AccountRollup(Database database, Settlement settlement, AggregatorConfiguration configuration) {
        this.database = database;
        this.settlement = settlement;
        this.configuration = configuration;
    }

    /**
     * Nothing if the account has nothing pending, or if another instance works on it.
     *
     * @param recount whether to count the events again if the collector's counts do not add up to them
     */
    RolledUp rollUp(long accountId, boolean recount) throws SQLException {
        try (var connection = database.open()) {
            WORKSPACE.run(connection, Map.of());
            ENSURE_ACCOUNT.run(connection, Map.of("account_id", accountId));
            return database.inTransaction(connection, c -> claimAndAdd(c, accountId, recount));
        }
    }

    /** Settles the runs of the account; nothing if another instance works on it. */
    RolledUp settle(long accountId) throws SQLException {
        return database.inTransaction(connection -> {
            SETTINGS.run(connection, Map.of());
            long lastRun = lastRun(connection, accountId);
            if (lastRun >= 0) {
                JOIN_BY_HASH.run(connection, Map.of());
                settlement.settle(connection, accountId, lastRun);
            }
            return RolledUp.NOTHING;
        });
    }

    private RolledUp claimAndAdd(Connection connection, long accountId, boolean recount) throws SQLException {
        SETTINGS.run(connection, Map.of());
        long lastRun = lastRun(connection, accountId);
        var claim = Map.of("account_id", accountId, "max_events", configuration.maxEvents());
        if (lastRun < 0 || CLAIMED_DAY.run(connection, claim) == 0) {
            return RolledUp.NOTHING;
        }
        checkDays(connection, accountId);
        var claimed = claimed(connection);
        count(connection, accountId, lastRun, claimed, recount);
        add(connection, accountId, lastRun, claimed);
        return new RolledUp(claimed.events, claimed.entries);
    }

    /** Claims the account; negative if another instance works on it. */
    private static long lastRun(Connection connection, long accountId) throws SQLException {
        try (var statement = CLAIM_ACCOUNT.prepare(connection, Map.of("account_id", accountId));
                var row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : -1;
        }
    }

    private static void checkDays(Connection connection, long accountId) throws SQLException {
        try (var statement = WRONG_DAY.prepare(connection, Map.of("account_id", accountId));
                var row = statement.executeQuery()) {
            if (row.next()) {
                throw new LedgerMismatchException(row.getObject(1, LocalDate.class));
            }
        }
    }

    private static Claimed claimed(Connection connection) throws SQLException {
        try (var statement = CLAIMED.prepare(connection, Map.of());
                var row = statement.executeQuery()) {
            row.next();
            return new Claimed(row.getLong(1), row.getLong(2));
        }
    }

    private static void count(Connection connection, long accountId, long lastRun, Claimed claimed, boolean recount)
            throws SQLException {
        TAKEN_COUNT.run(connection, Map.of("account_id", accountId, "last_run", lastRun));
        var miscount = miscount(connection, accountId, lastRun, claimed);
        if (miscount != null && recount) {
            log.warn("Counting again for account {}: {}", AccountIds.format(accountId), miscount.getMessage());
            BatchRecount.replace(connection, accountId, lastRun);
            miscount = miscount(connection, accountId, lastRun, claimed);
        }
        if (miscount != null) {
            throw miscount;
        }
    }

    private static @Nullable LedgerMismatchException miscount(
            Connection connection, long accountId, long lastRun, Claimed claimed) throws SQLException {
        Map<String, Object> values = Map.of(
                "account_id", accountId, "last_run", lastRun, "events", claimed.events, "families", WITH_EVERY_EVENT);
        try (var statement = MISCOUNTED.prepare(connection, values);
                var row = statement.executeQuery()) {
            return row.next() ? new LedgerMismatchException(claimed.events, row.getLong(2), row.getString(1)) : null;
        }
    }

    private void add(Connection connection, long accountId, long lastRun, Claimed claimed) throws SQLException {
        Map<String, Object> values = Map.of("account_id", accountId, "events", claimed.events, "last_run", lastRun);
        ACCOUNT.run(connection, values);
        PRINCIPAL_KEY.run(connection, values);
        SIGHTING.run(connection, values);
        settlement.mergeCrowded(connection, accountId, lastRun(connection, accountId));
        addSharedCalls(connection, values);
    }

    // Others wait from here on, so that of two accounts with the same call the later one finds the other's record.
    private static void addSharedCalls(Connection connection, Map<String, Object> values) throws SQLException {
        if (FRESH_SHARED_CALL.run(connection, values) > 0) {
            JOIN_BY_HASH.run(connection, Map.of());
            LOCK_SHARED_CALLS.run(connection, Map.of());
            SHARED_CALL.run(connection, Map.of());
            SHARED_COUNT.run(connection, values);
        }
    }

    private static Sql file(String name) {
        return Sql.file(AccountRollup.class, name);
    }

    private record Claimed(long events, long entries) {}
}
