package dev.trailtally.aggregator.rollup;

import dev.trailtally.aggregator.sql.Database;
import dev.trailtally.server.caller.VisibleAccounts;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The progress of the rollups of the accounts that a caller may see, from one snapshot. */
@Singleton
public class RollupStatus {

    private static final Sql STATUS = new Sql("""
            with pending as (
              select
                coalesce(sum(event_count), 0) as events,
                count(*) as entries,
                count(distinct account_id) as accounts,
                min(committed_at) as oldest
              from ledger
              where rolled_up_at is null
              and (:all_accounts or account_id = any(:account_ids))
            ),
            rolled_up as (
              select
                coalesce(sum(all_event_count), 0) as events,
                max(rolled_up_at) as latest
              from rollup_account
              where :all_accounts
              or account_id = any(:account_ids)
            ),
            hidden as (
              select count(*) as accounts
              from (
                select account_id from rollup_account
                union
                select account_id from ledger where rolled_up_at is null
              ) counted
              where not :all_accounts
              and account_id <> all(:account_ids)
            )
            select
              rolled_up.events, pending.events, pending.entries, pending.accounts, pending.oldest,
              coalesce(extract(epoch from clock_timestamp() - pending.oldest) * 1000, 0)::bigint, rolled_up.latest,
              nullif(raw_events_from, '-infinity'), hidden.accounts
            from pending, rolled_up, retention, hidden
            """);

    private final Database database;

    RollupStatus(Database database) {
        this.database = database;
    }

    public State read(VisibleAccounts accounts) throws SQLException {
        var ids = accounts.ids();
        var values = Map.of("all_accounts", accounts.all(), "account_ids", ids == null ? new long[0] : ids);
        try (var connection = database.open();
                var statement = STATUS.prepare(connection, values);
                var row = statement.executeQuery()) {
            row.next();
            return new State(
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    Sql.instant(row, 5),
                    Duration.ofMillis(Math.max(0, row.getLong(6))),
                    Sql.instant(row, 7),
                    Sql.instant(row, 8),
                    row.getLong(9));
        }
    }

    /** The fields of GetRollupStatusResponse. */
    public record State(
            long rolledUpEvents,
            long pendingEvents,
            long pendingEntries,
            long pendingAccounts,
            @Nullable Instant oldestPendingCommit,
            Duration lag,
            @Nullable Instant lastRollup,
            @Nullable Instant rawEventsFrom,
            long hiddenAccounts) {}
}
