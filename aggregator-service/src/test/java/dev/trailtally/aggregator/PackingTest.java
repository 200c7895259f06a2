package dev.trailtally.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.schema.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A day of LookupEvents: pages of 50 events, with roll-ups between them. */
class PackingTest {

    private static final Instant DAY = Instant.parse("2024-05-01T00:00:00Z");
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

    /** As the background does; a batch of the collector counts its small segments itself. */
    private static void settle(TestDatabase database) throws SQLException {
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
        run(database, "update rollup_account set unsettled_since = unsettled_since - interval '2 hours'");
        TestAggregator.settle(database);
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
