package dev.trailtally.aggregator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailtally.aggregator.v1.ApplyRetentionRequest;
import dev.trailtally.schema.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** V9 fills the rollups of the organization from a database that was rolled up without them. */
class BackfillTest {

    private static final Instant FROM = Instant.parse("2024-02-28T22:00:00Z");
    private static final int FOUR_DAYS = 4 * 86_400;
    private static final long NEVER_HOURLY = 1_000_000;
    private static final List<String> MIGRATIONS = List.of("V9__organization_rollups", "V11__principal_types");

    private final Random random = new Random(8);
    private TestDatabase database;
    private TestLedger ledger;
    private TestAggregator aggregator;

    @BeforeEach
    void start() {
        database = TestDatabase.create();
        ledger = new TestLedger(database);
        aggregator = TestAggregator.on(database);
    }

    @AfterEach
    void stop() {
        aggregator.close();
        database.close();
    }

    @Test
    void theBackfillEqualsTheRollupAndLeavesPendingBatchesToIt() throws SQLException {
        var rolledUp = eventsOfTwoAccounts(600);
        ledger.commit(rolledUp);
        aggregator.rollUp();
        var before = Recount.inTables(database);
        var pending = eventsOfTwoAccounts(50);
        ledger.commit(pending);

        backToVersion8();
        migrateAgain();

        assertThat(Recount.inTables(database)).isEqualTo(before);
        aggregator.rollUp();
        var all = Stream.concat(rolledUp.stream(), pending.stream()).toList();
        assertThat(Recount.inTables(database)).isEqualTo(Recount.of(all, NEVER_HOURLY));
        assertThat(aggregator.wrongRollups()).isEmpty();
    }

    @Test
    void quarterHoursAndSessionsOfDroppedEventsStayUnknownAndTheRestIsThere() throws SQLException {
        ledger.commit(eventsOfTwoAccounts(600));
        aggregator.rollUp();
        aggregator
                .service()
                .applyRetention(ApplyRetentionRequest.newBuilder()
                        .setKeepFrom("2024-03-01")
                        .build());
        var before = Recount.inTables(database);

        backToVersion8();
        migrateAgain();

        var after = Recount.inTables(database);
        assertThat(withoutWhatEventsAloneTell(after)).isEqualTo(withoutWhatEventsAloneTell(before));
        assertThat(after.keySet()).noneMatch(row -> row.matches("account_quarter_hour \\d+ 2024-02-.*"));
        assertThat(after.keySet()).anyMatch(row -> row.matches("account_quarter_hour \\d+ 2024-03-.*"));
        assertThat(aggregator.wrongRollups()).isEmpty();
        try (var owner = database.owner();
                var statement = owner.createStatement();
                var row = statement.executeQuery(
                        "select from rollup_start where quarter_hours_from = '2024-03-01 00:00:00+00'")) {
            assertThat(row.next()).isTrue();
        }
    }

    @Test
    void anOlderAggregatorFailsAndItsEventsStayPending() throws SQLException {
        var events = eventsOfTwoAccounts(50);
        ledger.commit(events);
        try (var before = database.owner();
                var statement = before.createStatement()) {
            before.setAutoCommit(false);
            statement.execute("insert into rollup_account (account_id) values (1) on conflict do nothing");
            statement.execute("update ledger set rolled_up_at = now() where account_id = 1");
            assertThatThrownBy(() -> statement.execute(
                            "update rollup_account set event_count = event_count + 50, rolled_up_at = now()"))
                    .hasMessageContaining("this aggregator is older than the tables");
            before.rollback();
        }

        aggregator.rollUp();

        assertThat(Recount.inTables(database)).isEqualTo(Recount.of(events, NEVER_HOURLY));
    }

    private List<TestEvent> eventsOfTwoAccounts(int eventsEach) {
        return Stream.of(1L, 2L)
                .flatMap(account -> TestEvent.random(random, account, FROM, FOUR_DAYS, eventsEach).stream())
                .toList();
    }

    private static Map<String, String> withoutWhatEventsAloneTell(Map<String, String> rows) {
        return rows.entrySet().stream()
                .filter(row -> !row.getKey().startsWith("account_quarter_hour "))
                .filter(row -> !row.getKey().matches("sighting \\d+  session .*"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** What an earlier aggregator would have left: its rollups, and nothing of V9 and V11. */
    private void backToVersion8() throws SQLException {
        try (var owner = database.owner();
                var statement = owner.createStatement()) {
            statement.execute("""
                    drop table
                      event_source, service_day, service_month, principal_day, principal_month, account_quarter_hour,
                      sighting, rollup_start, principal_key
                    """);
            statement.execute("""
                    alter table principal
                      drop constraint principal_key_type_key,
                      add constraint principal_principal_key_key unique (principal_key)
                    """);
            statement.execute("drop trigger rollup_account_writer_check on rollup_account");
            statement.execute("drop function check_rollup_writer()");
            statement.execute("drop index usage_day_error_idx, usage_month_error_idx");
        }
    }

    /** Runs both without Flyway, which would not run them beneath the later migrations. */
    private void migrateAgain() throws SQLException {
        try (var owner = database.owner();
                var statement = owner.createStatement()) {
            owner.setAutoCommit(false);
            for (var migration : MIGRATIONS) {
                statement.execute(text(migration));
            }
            owner.commit();
        }
    }

    private static String text(String migration) {
        try (var file = TestDatabase.class.getResourceAsStream("/db/migration/" + migration + ".sql")) {
            return new String(requireNonNull(file, migration).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(migration, e);
        }
    }
}
