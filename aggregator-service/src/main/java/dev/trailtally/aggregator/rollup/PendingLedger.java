package dev.trailtally.aggregator.rollup;

import static java.util.Objects.requireNonNull;

import dev.trailtally.aggregator.AggregatorConfiguration;
import dev.trailtally.aggregator.sql.Database;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The ledger rows that no rollup holds yet. Ages are by the database's clock. */
@Singleton
class PendingLedger {

    private static final int MAX_ACCOUNTS = 1_000;

    private static final Sql DUE = new Sql("""
            select account_id
            from ledger
            where rolled_up_at is null
            group by account_id
            having min(committed_at) <= now() - make_interval(secs => :roll_after_seconds)
            or sum(event_count) >= :roll_at_events
            order by min(committed_at), account_id
            limit :max_accounts
            """);
    private static final Sql COMMITTED_BEFORE = new Sql("""
            select account_id
            from ledger
            where rolled_up_at is null
            and committed_at <= :cut
            group by account_id
            order by min(committed_at), account_id
            limit :max_accounts
            """);

    private final Database database;
    private final AggregatorConfiguration configuration;

    PendingLedger(Database database, AggregatorConfiguration configuration) {
        this.database = database;
        this.configuration = configuration;
    }

    /** Accounts that have waited long enough, or hold enough events, to be rolled up now; the longest waiting first. */
    List<Long> dueAccounts() throws SQLException {
        return accounts(
                DUE,
                Map.of(
                        "roll_after_seconds",
                        configuration.rollAfter().toMillis() / 1000.0,
                        "roll_at_events",
                        configuration.rollAtEvents(),
                        "max_accounts",
                        MAX_ACCOUNTS));
    }

    /** Accounts with a batch that started at the instant or earlier: all that was committed by then, and more. */
    List<Long> accountsBefore(Instant cut) throws SQLException {
        return accounts(COMMITTED_BEFORE, Map.of("cut", cut, "max_accounts", MAX_ACCOUNTS));
    }

    Instant databaseTime() throws SQLException {
        try (var connection = database.open();
                var statement = connection.prepareStatement("select clock_timestamp()");
                var row = statement.executeQuery()) {
            row.next();
            return requireNonNull(Sql.instant(row, 1));
        }
    }

    private List<Long> accounts(Sql sql, Map<String, ?> values) throws SQLException {
        try (var connection = database.open();
                var statement = sql.prepare(connection, values);
                var rows = statement.executeQuery()) {
            var accounts = new ArrayList<Long>();
            while (rows.next()) {
                accounts.add(rows.getLong(1));
            }
            return accounts;
        }
    }
}
