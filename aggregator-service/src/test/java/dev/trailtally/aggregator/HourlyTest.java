package dev.trailtally.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.schema.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HourlyTest {

    private static final Instant DAY = Instant.parse("2024-03-31T00:00:00Z");
    private static final int SECONDS = 86_400;
    private static final long DENSE = 100;

    private final Random random = new Random(7);
    private final List<TestEvent> events = new ArrayList<>();
    private TestDatabase database;
    private TestLedger ledger;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.create();
        ledger = new TestLedger(database);
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void aDayBelowTheLimitHasNoHours() throws SQLException {
        try (var aggregator = TestAggregator.on(database, "aggregator.hourly-from", DENSE)) {
            commit(DAY, 99);
            aggregator.rollUp();

            assertThat(hourRows()).isZero();
            assertThat(Recount.inTables(database)).isEqualTo(Recount.of(events, DENSE));
        }
    }

    @Test
    void aDayBecomesHourlyByOneBatch() throws SQLException {
        try (var aggregator = TestAggregator.on(database, "aggregator.hourly-from", DENSE)) {
            commit(DAY, 100);
            aggregator.rollUp();

            assertThat(hourRows()).isPositive();
            assertThat(Recount.inTables(database)).isEqualTo(Recount.of(events, DENSE));
        }
    }

    @Test
    void theThirdBatchBringsTheHoursOfTheFirstTwo() throws SQLException {
        try (var aggregator = TestAggregator.on(database, "aggregator.hourly-from", DENSE)) {
            for (int batch = 1; batch <= 3; batch++) {
                commit(DAY, 40);
                aggregator.rollUp();
                assertThat(hourRows() > 0).isEqualTo(batch == 3);
            }
            assertThat(Recount.inTables(database)).isEqualTo(Recount.of(events, DENSE));
        }
    }

    @Test
    void aBatchPendingWhileTheDayBecomesHourlyCountsOnce() throws SQLException {
        commit(DAY, 120);
        commit(DAY, 50);
        // A transaction takes one batch, so that the second is pending when the first makes the day hourly.
        try (var aggregator =
                TestAggregator.on(database, "aggregator.hourly-from", DENSE, "aggregator.max-events", 1)) {
            aggregator.rollUp();

            assertThat(Recount.inTables(database)).isEqualTo(Recount.of(events, DENSE));
            assertThat(aggregator.wrongRollups()).isEmpty();
        }
    }

    @Test
    void lateEventsJoinTheHoursOfAnHourlyDay() throws SQLException {
        try (var aggregator = TestAggregator.on(database, "aggregator.hourly-from", DENSE)) {
            commit(DAY, 110);
            aggregator.rollUp();
            commit(DAY.plusSeconds(SECONDS), 30);
            commit(DAY.plusSeconds(3_600), 3);
            aggregator.rollUp();

            assertThat(Recount.inTables(database)).isEqualTo(Recount.of(events, DENSE));
        }
    }

    private void commit(Instant day, int count) {
        var batch = TestEvent.random(random, 1, day, SECONDS - 3_600, count);
        events.addAll(batch);
        ledger.commit(batch);
    }

    private long hourRows() throws SQLException {
        return Recount.inTables(database).keySet().stream()
                .filter(row -> row.startsWith("usage_hour "))
                .count();
    }
}
