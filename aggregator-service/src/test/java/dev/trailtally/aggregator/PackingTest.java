package dev.trailtally.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trailtally.aggregator.v1.GetRollupStatusRequest;
import dev.trailtally.schema.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A day of LookupEvents: pages of 50 events, with roll-ups between them. */
class PackingTest {

    private static final Instant DAY = Instant.parse("2024-05-01T00:00:00Z");
    private static final String CROWDED = "select count(*) from event_day where small_count >= 8";
    private static final int PAGES = 120;
    private static final int EVENTS_A_PAGE = 50;

    @Test
    void aDayOfPagesEndsInFewSegmentsWithEveryEvent() throws SQLException {
        var random = new Random(5);
        var ids = new ArrayList<UUID>();
        try (var database = TestDatabase.create();
                var aggregator = TestAggregator.on(database)) {
            var ledger = new TestLedger(database);
            for (int page = 1; page <= PAGES; page++) {
                var events = TestEvent.random(random, 1, DAY.plusSeconds(page * 600L), 600, EVENTS_A_PAGE);
                events.forEach(event -> ids.add(event.id()));
                ledger.commit(events);
                if (page % 11 == 0 || page % 50 == 0) {
                    aggregator.rollUp();
                }
                if (page % 50 == 0) {
                    settle(database);
                }
            }
            aggregator.rollUp();
            settle(database);

            assertThat(number(database, "select count(*) from event_segment"))
                    .as("segments of %d events", PAGES * EVENTS_A_PAGE)
                    .isLessThanOrEqualTo(PAGES * EVENTS_A_PAGE / 2_048 + 1);
            assertThat(number(database, "select small_count from event_day")).isZero();
            run(database, "vacuum full event_segment_default");
            assertThat(number(database, "select pg_total_relation_size('event_segment_default')") / ids.size())
                    .as("bytes an event")
                    .isLessThanOrEqualTo(40);
            assertThat(number(database, "select count(distinct (event_time, event_id)) from event"))
                    .isEqualTo(ids.size());
            assertThat(number(database, """
                            select count(*)
                            from event
                            where event_id in ('%s')
                            """.formatted(String.join(
                            "', '", ids.stream().map(UUID::toString).toList()))))
                    .isEqualTo(ids.size());
            assertThat(aggregator.wrongRollups()).isEmpty();
        }
    }

    @Test
    void daysThatCannotBePackedKeepNoOthersFromIt() throws SQLException {
        try (var database = TestDatabase.create();
                var aggregator = TestAggregator.on(database);
                var batch = database.owner();
                var statement = batch.createStatement()) {
            storeCrowdedDays(database, 1, 23);
            aggregator.rollUp();
            run(database, """
                    create function refuse() returns trigger language plpgsql as $$
                    begin
                      raise 'refused';
                    end
                    $$;
                    create trigger refuse before insert on event_segment
                    for each row when (new.day = date '2024-05-03') execute function refuse()
                    """);
            batch.setAutoCommit(false);
            statement.execute("select from event_day where day = date '2024-05-07' for update");
            try (var background = inBackground(database)) {
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(number(database, CROWDED))
                                .as("days with small segments, one of which is refused and one of which a batch holds")
                                .isEqualTo(2));
                batch.rollback();
                run(database, "drop trigger refuse on event_segment");
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(number(database, CROWDED))
                                .as("days with small segments")
                                .isZero());
                assertThat(background.wrongRollups()).isEmpty();
            }
        }
    }

    @Test
    void daysArePackedWhileOtherAccountsAlwaysHaveBatchesToRollUp() throws SQLException {
        try (var database = TestDatabase.create();
                var aggregator = TestAggregator.on(database)) {
            storeCrowdedDays(database, 1, 3);
            aggregator.rollUp();
            new TestLedger(database).commit(TestEvent.random(new Random(7), 2, DAY, 600, 1));
            run(database, """
                    create function stay_pending() returns trigger language plpgsql security definer as $$
                    begin
                      new.rolled_up_at := null;
                      return new;
                    end
                    $$;
                    create function count_again() returns trigger language plpgsql security definer as $$
                    begin
                      insert into pending_count select old.*;
                      return null;
                    end
                    $$;
                    create trigger stay_pending before update on ledger
                    for each row when (new.account_id = 2) execute function stay_pending();
                    create trigger count_again after delete on pending_count
                    for each row when (old.account_id = 2) execute function count_again()
                    """);
            try (var background = inBackground(database)) {
                await().atMost(Duration.ofSeconds(60))
                        .untilAsserted(() -> assertThat(number(database, CROWDED))
                                .as("days with small segments")
                                .isZero());
                assertThat(background
                                .service()
                                .getRollupStatus(GetRollupStatusRequest.getDefaultInstance())
                                .getPendingEntryCount())
                        .as("batches that are always to be rolled up")
                        .isOne();
            }
            assertThat(number(database, "select last_run from rollup_account where account_id = 2"))
                    .as("roll-ups of the account that always has a batch")
                    .isGreaterThanOrEqualTo(3);
        }
    }

    private static TestAggregator inBackground(TestDatabase database) {
        return TestAggregator.on(
                database,
                "aggregator.background",
                true,
                "aggregator.settle-after",
                "0s",
                "aggregator.roll-after",
                "0s",
                "aggregator.poll-interval",
                "10ms");
    }

    /** With eight segments each. */
    private static void storeCrowdedDays(TestDatabase database, long account, int days) throws SQLException {
        var random = new Random(6);
        var ledger = new TestLedger(database);
        for (int batch = 0; batch < 8; batch++) {
            ledger.commit(TestEvent.random(random, account, DAY, days * 86_400, days * 20));
        }
        countSmall(database);
    }

    /** As the background does. */
    private static void settle(TestDatabase database) throws SQLException {
        countSmall(database);
        run(database, "update rollup_account set unsettled_since = unsettled_since - interval '2 hours'");
        TestAggregator.settle(database);
    }

    /** A batch of the collector counts its small segments itself. */
    private static void countSmall(TestDatabase database) throws SQLException {
        run(database, """
                update event_day d
                set small_count = (
                  select count(*)
                  from event_segment s
                  where s.account_id = d.account_id
                  and s.day = d.day
                  and s.batch_id <> 0
                )
                """);
    }

    private static void run(TestDatabase database, String sql) throws SQLException {
        try (var owner = database.owner();
                var statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(TestDatabase database, String sql) throws SQLException {
        try (var owner = database.owner();
                var statement = owner.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
