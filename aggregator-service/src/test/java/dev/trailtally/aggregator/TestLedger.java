package dev.trailtally.aggregator;

import static java.util.stream.Collectors.groupingBy;

import dev.trailtally.schema.TestDatabase;
import dev.trailtally.schema.TestEvents;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Commits batches as a collector does: the events and their ledger rows in one transaction, as the collector's role. */
final class TestLedger {

    private final TestDatabase database;
    private final AtomicLong batchId = new AtomicLong();

    TestLedger(TestDatabase database) {
        this.database = database;
    }

    void commit(List<TestEvent> batch) {
        try (var collector = database.as("collector")) {
            collector.setAutoCommit(false);
            try (var statement = collector.createStatement()) {
                statement.execute("select raw_events_from from retention for share");
            }
            writeActions(collector, batch);
            writePrincipals(collector, batch);
            write(collector, batchId.incrementAndGet(), batch);
            collector.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("batch refused", e);
        }
    }

    private static void writeActions(Connection collector, List<TestEvent> events) throws SQLException {
        try (var statement = collector.prepareStatement("""
                insert into action (id, event_source, event_name)
                values (?, ?, ?)
                on conflict do nothing
                """)) {
            for (var event : events) {
                statement.setInt(1, event.action());
                statement.setString(2, event.eventSource());
                statement.setString(3, "Action" + event.action());
                statement.addBatch();
            }
            statement.executeBatch();
        }
        try (var statement = collector.createStatement()) {
            statement.execute("""
                    insert into event_source (event_source)
                    select distinct event_source
                    from action
                    order by event_source
                    on conflict do nothing
                    """);
        }
    }

    private static void writePrincipals(Connection collector, List<TestEvent> events) throws SQLException {
        try (var statement = collector.prepareStatement("""
                insert into principal (id, principal_key, principal_type, display_name)
                values (?, ?, 'IAMUser', '')
                on conflict do nothing
                """)) {
            for (var event : events) {
                statement.setInt(1, event.principal());
                statement.setString(2, event.principalKey());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void write(Connection collector, long batch, List<TestEvent> events) throws SQLException {
        var byDay = events.stream().collect(groupingBy(TestLedger::day));
        TestEvents.open(collector);
        try (var statement = collector.prepareStatement("""
                insert into new_event
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, ?, ?)
                """)) {
            for (var event : events) {
                @Nullable
                Object[] row = {
                    event.accountId(),
                    utc(event.time()),
                    event.id(),
                    batch,
                    event.region(),
                    event.action(),
                    event.errorCode(),
                    event.principal(),
                    text(event.session()),
                    text(event.accessKey()),
                    event.sourceIp(),
                    event.userAgent(),
                    event.failed(),
                    event.category(),
                    event.sharedEventId()
                };
                for (int i = 0; i < row.length; i++) {
                    statement.setObject(i + 1, row[i]);
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
        TestEvents.store(collector);
        for (var day : byDay.entrySet()) {
            var byAccount = day.getValue().stream().collect(groupingBy(TestEvent::accountId));
            for (var account : byAccount.entrySet()) {
                ledgerRow(collector, batch, account.getKey(), day.getKey(), account.getValue());
            }
        }
    }

    private static void ledgerRow(Connection collector, long batch, long account, LocalDate day, List<TestEvent> events)
            throws SQLException {
        var times = events.stream()
                .map(TestEvent::time)
                .sorted(Comparator.naturalOrder())
                .toList();
        try (var statement = collector.prepareStatement("""
                insert into ledger (account_id, day, batch_id, event_count, first_event_time, last_event_time)
                values (?, ?, ?, ?, ?, ?)
                """)) {
            Object[] row = {account, day, batch, (long) events.size(), utc(times.getFirst()), utc(times.getLast())};
            for (int i = 0; i < row.length; i++) {
                statement.setObject(i + 1, row[i]);
            }
            statement.execute();
        }
    }

    /** Of a session or access key: 0 stands for none. */
    static String text(int number) {
        return number == 0 ? "" : "text-" + number;
    }

    private static LocalDate day(TestEvent event) {
        return LocalDate.ofInstant(event.time(), ZoneOffset.UTC);
    }

    private static Object utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
