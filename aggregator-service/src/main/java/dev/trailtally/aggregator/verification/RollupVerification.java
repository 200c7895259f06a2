package dev.trailtally.aggregator.verification;

import static java.util.Objects.requireNonNull;

import dev.trailtally.aggregator.sql.Database;
import dev.trailtally.aggregator.v1.Difference;
import dev.trailtally.aggregator.v1.VerifySummary;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.rpc.RpcTimes;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Recounts rollups from events: each account in one snapshot, month by month, so that neither memory nor the temporary
 * table grows with history.
 */
@Singleton
public class RollupVerification {

    private static final int ACCOUNT_PAGE = 1_000;
    private static final int FETCH_ROWS = 500;

    private static final Sql WORKSPACE = file("workspace.sql");
    private static final Sql MONTHS = file("month_of_account.sql");
    private static final Sql COUNTED_EVENT = file("counted_event.sql");
    private static final List<Sql> DAYS = with(
            List.of(
                    file("event_day.sql"),
                    Comparison.file("shared_call", "shared_call.sql"),
                    Comparison.file("shared_count", "shared_count_of_calls.sql")),
            FamilyRecount.daysOfEvents());
    private static final List<Sql> OF_MONTH =
            List.of(file("row_total.sql"), Comparison.file("shared_count", "shared_count_of_days.sql"));
    private static final List<Sql> MONTH = with(OF_MONTH, FamilyRecount.monthsOfEvents());
    private static final List<Sql> MONTH_OF_DAYS = with(OF_MONTH, FamilyRecount.monthsOfDays());
    private static final List<Sql> ACCOUNT = List.of(
            Comparison.file("rollup_account", "account.sql"),
            Comparison.file("sighting", "sighting.sql"),
            Comparison.file("shared_count", "shared_count_of_all.sql"));

    private static final Sql NEXT_ACCOUNTS = new Sql("""
            select account_id
            from rollup_account
            where account_id > :after
            union
            select account_id
            from account
            where account_id > :after
            order by account_id
            limit :page
            """);
    private static final Sql ONE_SNAPSHOT = new Sql("set transaction isolation level repeatable read");
    private static final Sql SETTINGS = new Sql("""
            select
              set_config('plan_cache_mode', 'force_custom_plan', true),
              set_config('jit', 'off', true),
              set_config('work_mem', '64MB', true)
            """);
    private static final Sql KEPT_FROM = new Sql("""
            select nullif(raw_events_from, '-infinity')
            from retention
            """);
    private static final Sql FORGET_COUNTED = new Sql("truncate counted_event");
    private static final Sql COUNT_DAYS = new Sql("select count(distinct day) from counted_event");

    private final Database database;

    RollupVerification(Database database) {
        this.database = database;
    }

    /** Passes on every difference as it is found; an exception of the receiver ends the recount. */
    public VerifySummary verify(Scope scope, Found found) throws SQLException {
        var summary = VerifySummary.newBuilder();
        if (scope.accountIds().isEmpty()) {
            long after = -1;
            for (var page = accountsAfter(after); !page.isEmpty(); page = accountsAfter(after)) {
                verifyEach(page, scope, found, summary);
                after = page.getLast();
            }
        } else {
            verifyEach(scope.accountIds(), scope, found, summary);
        }
        return summary.build();
    }

    private List<Long> accountsAfter(long after) throws SQLException {
        try (var connection = database.open()) {
            return NEXT_ACCOUNTS
                    .with(Map.of("after", after, "page", ACCOUNT_PAGE))
                    .list(connection, row -> row.getLong(1));
        }
    }

    private void verifyEach(List<Long> accounts, Scope scope, Found found, VerifySummary.Builder summary)
            throws SQLException {
        for (var account : accounts) {
            try (var connection = database.open()) {
                WORKSPACE.run(connection, Map.of());
                database.inTransaction(connection, c -> {
                    ONE_SNAPSHOT.run(c, Map.of());
                    SETTINGS.run(c, Map.of());
                    verifyAccount(c, account, scope, found, summary);
                    return summary;
                });
            }
            summary.setAccountCount(summary.getAccountCount() + 1);
        }
    }

    private static void verifyAccount(
            Connection connection, long account, Scope scope, Found found, VerifySummary.Builder summary)
            throws SQLException {
        var keptFrom = keptFrom(connection);
        long differences = 0;
        for (var month : months(connection, account)) {
            found.checkWanted();
            if (!scope.touches(month)) {
                continue;
            }
            var days = scope.daysOf(month, keptFrom);
            if (days != null) {
                differences += verifyDays(connection, account, days, found, summary);
            }
            var whole = days != null && days.isMonth(month);
            Map<String, Object> values =
                    Map.of("account_id", account, "from_day", month, "to_day", month.plusMonths(1));
            differences += compare(connection, whole ? MONTH : MONTH_OF_DAYS, values, found);
        }
        if (scope.isUnbounded()) {
            Map<String, Object> values = Map.of("account_id", account, "all_kept", keptFrom == null);
            differences += compare(connection, ACCOUNT, values, found);
        }
        summary.setDifferenceCount(summary.getDifferenceCount() + differences);
    }

    private static @Nullable LocalDate keptFrom(Connection connection) throws SQLException {
        return KEPT_FROM
                .with(Map.of())
                .one(connection, row -> Optional.ofNullable(Sql.instant(row, 1)))
                .map(from -> LocalDate.ofInstant(from, ZoneOffset.UTC))
                .orElse(null);
    }

    private static List<LocalDate> months(Connection connection, long account) throws SQLException {
        return MONTHS.with(Map.of("account_id", account)).list(connection, row -> row.getObject(1, LocalDate.class));
    }

    private static long verifyDays(
            Connection connection, long account, Scope.Days days, Found found, VerifySummary.Builder summary)
            throws SQLException {
        Map<String, Object> stretch = Map.of("account_id", account, "from_day", days.from(), "to_day", days.to());
        FORGET_COUNTED.run(connection, Map.of());
        summary.setEventCount(summary.getEventCount() + COUNTED_EVENT.run(connection, stretch));
        long dayCount = COUNT_DAYS.with(Map.of()).one(connection, row -> row.getLong(1));
        summary.setAccountDayCount(summary.getAccountDayCount() + dayCount);
        return compare(connection, DAYS, stretch, found);
    }

    private static long compare(Connection connection, List<Sql> comparisons, Map<String, Object> values, Found found)
            throws SQLException {
        long differences = 0;
        for (var comparison : comparisons) {
            differences += compare(connection, comparison, values, found);
        }
        return differences;
    }

    private static long compare(Connection connection, Sql comparison, Map<String, Object> values, Found found)
            throws SQLException {
        long differences = 0;
        try (var statement = comparison.prepare(connection, values)) {
            statement.setFetchSize(FETCH_ROWS);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.difference(difference(rows, (Long) requireNonNull(values.get("account_id"))));
                    differences++;
                }
            }
        }
        return differences;
    }

    private static Difference difference(ResultSet row, long account) throws SQLException {
        var difference = Difference.newBuilder()
                .setRollup(row.getString(1))
                .setAccountId(AccountIds.format(account))
                .setKey(row.getString(3))
                .setRolledUp(counts(row, 4))
                .setRecounted(counts(row, 8));
        Instant bucket = Sql.instant(row, 2);
        if (bucket != null) {
            difference.setBucketStartTime(RpcTimes.timestamp(bucket));
        }
        return difference.build();
    }

    private static String counts(ResultSet row, int first) throws SQLException {
        var eventCount = row.getLong(first);
        if (row.wasNull()) {
            return "";
        }
        var counts = "event_count=" + eventCount + ", failed_count=" + row.getLong(first + 1);
        var firstTime = Sql.instant(row, first + 2);
        return firstTime == null ? counts : counts + ", first=" + firstTime + ", last=" + Sql.instant(row, first + 3);
    }

    private static List<Sql> with(List<Sql> first, List<Sql> others) {
        return Stream.concat(first.stream(), others.stream()).toList();
    }

    private static Sql file(String name) {
        return Sql.file(RollupVerification.class, name);
    }

    /** The receiver of the differences. */
    public interface Found {

        void difference(Difference difference);

        /** Throws if the caller has stopped waiting. */
        void checkWanted();
    }
}
