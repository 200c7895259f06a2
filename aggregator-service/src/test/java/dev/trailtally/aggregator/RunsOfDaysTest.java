package dev.trailtally.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.schema.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunsOfDaysTest {

    private static final long ACCOUNT = 12L; // leading zeros, as in account ids
    private static final Instant DAY = Instant.parse("2024-02-28T00:00:00Z");

    private final Random random = new Random(42);
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
    void runsOlderThanAnHourAreSettledHoweverFewTheyAreAndHoweverOftenTheirAccountIsRolledUp() throws SQLException {
        var events = TestEvent.random(random, ACCOUNT, DAY, 86_400, 300);
        try (var aggregator = TestAggregator.on(database);
                var owner = database.owner();
                var statement = owner.createStatement()) {
            ledger.commit(events.subList(0, 280));
            aggregator.rollUp();
            TestAggregator.settle(database);
            ledger.commit(events.subList(280, 290));
            aggregator.rollUp();
            statement.execute("update rollup_account set unsettled_since = unsettled_since - interval '1 hour'");
            ledger.commit(events.subList(290, 300));
            aggregator.rollUp();
            TestAggregator.settle(database);

            assertThat(RollupTest.count(database, RollupTest.MOST_RUNS))
                    .as("runs of a day that are not settled")
                    .isZero();
            assertThat(RollupTest.count(
                            database, "select count(*) from rollup_account where unsettled_since is not null"))
                    .as("accounts with an oldest run although all are settled")
                    .isZero();
            assertThat(Recount.inTables(database)).isEqualTo(Recount.of(events));
        }
    }

    @Test
    void theRollUpThatBringsADayMoreThanSixteenRunsMakesThemOne() throws SQLException {
        var events = TestEvent.random(random, ACCOUNT, DAY, 86_400, 170);
        try (var aggregator = TestAggregator.on(database)) {
            for (int from = 0; from < 160; from += 10) {
                ledger.commit(events.subList(from, from + 10));
                aggregator.rollUp();
            }
            assertThat(RollupTest.count(database, RollupTest.MOST_RUNS))
                    .as("runs before the seventeenth")
                    .isEqualTo(16);
            ledger.commit(events.subList(160, 170));
            aggregator.rollUp();

            assertThat(RollupTest.count(database, RollupTest.MOST_RUNS))
                    .as("runs after the seventeenth")
                    .isOne();
            assertThat(RollupTest.count(database, "select count(*) from rollup where grain = 'month'"))
                    .as("rows of months although nothing was settled")
                    .isZero();
            assertThat(Recount.inTables(database)).isEqualTo(Recount.of(events));
            assertThat(aggregator.wrongRollups()).isEmpty();
        }
    }

    @Test
    void manySmallRollUpsOfADayWriteItAgainAFewTimes() throws SQLException {
        int small = 200;
        var events = TestEvent.random(random, ACCOUNT, DAY, 86_400, 1_000 + small);
        try (var aggregator = TestAggregator.on(database);
                var owner = database.owner();
                var statement = owner.createStatement()) {
            statement.execute("""
                    create table rewritten (event_count bigint);
                    create function note_rewritten() returns trigger language plpgsql security definer as $$
                    begin
                      insert into rewritten
                      select sum(event_count) from old_rows where family = 'quarter_hour';
                      return null;
                    end
                    $$;
                    create trigger rewritten after delete on rollup referencing old table as old_rows
                    for each statement execute function note_rewritten()
                    """);
            ledger.commit(events.subList(0, 1_000));
            for (int i = 1_000; i < events.size(); i++) {
                ledger.commit(events.subList(i, i + 1));
                aggregator.rollUp();
            }

            assertThat(RollupTest.count(database, "select coalesce(sum(event_count), 0) from rewritten"))
                    .as("events that were written again after %d roll-ups", small)
                    .isBetween(small, (int) (small * Math.log(small) / Math.log(2)));
            assertThat(RollupTest.count(database, RollupTest.MOST_RUNS))
                    .as("runs of the day")
                    .isBetween(1, 16);
            assertThat(Recount.inTables(database)).isEqualTo(Recount.of(events));
            assertThat(aggregator.wrongRollups()).isEmpty();
        }
    }
}
