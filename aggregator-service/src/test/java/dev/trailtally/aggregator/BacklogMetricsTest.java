package dev.trailtally.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.schema.TestDatabase;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BacklogMetricsTest {

    private static final Instant DAY = Instant.parse("2024-02-28T00:00:00Z");
    private static final int SECONDS = 3_600;

    private final Random random = new Random(7);

    @Test
    void theBacklogHasTheBatchesThatAreNotRolledUpAndTheAgeOfTheOldest() throws SQLException {
        try (var database = TestDatabase.create();
                var aggregator = TestAggregator.on(database);
                var owner = database.owner();
                var statement = owner.createStatement()) {
            var ledger = new TestLedger(database);
            ledger.commit(events(1));
            ledger.commit(events(1));
            ledger.commit(events(2));
            statement.execute("update ledger set committed_at = now() - interval '2 hours' where batch_id = 2");
            var before = secondsSince(statement, 2);
            aggregator.measure();
            var after = secondsSince(statement, 2);

            assertThat(aggregator.gauge("trailtally.rollup.backlog.batches"))
                    .as("batches")
                    .isEqualTo(3);
            assertThat(aggregator.gauge("trailtally.rollup.backlog.age"))
                    .as("age of the oldest batch, in seconds")
                    .isBetween(before - 1, after + 1);

            aggregator.rollUp();
            aggregator.measure();
            assertThat(aggregator.gauge("trailtally.rollup.backlog.batches"))
                    .as("batches after the rollup")
                    .isZero();
            assertThat(aggregator.gauge("trailtally.rollup.backlog.age"))
                    .as("age after the rollup")
                    .isZero();
        }
    }

    private List<TestEvent> events(int account) {
        return TestEvent.random(random, account, DAY, SECONDS, 5);
    }

    private static double secondsSince(Statement statement, int batch) throws SQLException {
        try (var row = statement.executeQuery(
                "select extract(epoch from clock_timestamp() - committed_at) from ledger where batch_id = " + batch)) {
            row.next();
            return row.getDouble(1);
        }
    }
}
