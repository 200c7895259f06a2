package dev.trailtally.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailtally.aggregator.v1.ApplyRetentionRequest;
import dev.trailtally.aggregator.v1.ApplyRetentionResponse;
import dev.trailtally.aggregator.v1.GetRollupStatusRequest;
import dev.trailtally.schema.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionTest {

    private static final Instant FIRST_DAY = Instant.parse("2024-05-01T00:00:00Z");
    private static final int FOUR_DAYS = 4 * 86_400;

    private final Random random = new Random(11);
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
    void rawEventsGoAndRollupsStay() throws SQLException {
        var events = TestEvent.random(random, 1, FIRST_DAY, FOUR_DAYS, 200);
        ledger.commit(events);
        aggregator.rollUp();
        var before = Recount.inTables(database);

        var response = apply("2024-05-03", false);

        assertThat(response.getDroppedDaysList()).containsExactly("2024-05-01", "2024-05-02");
        assertThat(response.getDroppedEventCount()).isEqualTo(eventsBefore(events, "2024-05-03T00:00:00Z"));
        assertThat(number("select count(*) from event")).isEqualTo(200 - response.getDroppedEventCount());
        assertThat(Recount.inTables(database)).isEqualTo(before);
        assertThat(aggregator.wrongRollups()).isEmpty();
        assertThat(rawEventsFrom()).isEqualTo("2024-05-03T00:00:00Z");
        assertThat(number("select date '2024-05-02' - from_day from shared_call_kept"))
                .as("days of shared calls dropped with the events")
                .isZero();
    }

    @Test
    void aDryRunDropsNothing() throws SQLException {
        ledger.commit(TestEvent.random(random, 1, FIRST_DAY, FOUR_DAYS, 200));
        aggregator.rollUp();

        assertThat(apply("2024-05-03", true).getDroppedDaysList()).containsExactly("2024-05-01", "2024-05-02");
        assertThat(number("select count(*) from event")).isEqualTo(200);
        assertThat(number("select count(*) from retention where raw_events_from = '-infinity'"))
                .isEqualTo(1);
    }

    @Test
    void aDayWithEventsNotRolledUpStaysAndSoDoTheDaysAfterIt() throws SQLException {
        ledger.commit(TestEvent.random(random, 1, FIRST_DAY, FOUR_DAYS, 200));
        aggregator.rollUp();
        ledger.commit(TestEvent.random(random, 2, FIRST_DAY.plusSeconds(86_400), 86_400, 10));

        var response = apply("2024-05-04", false);

        assertThat(response.getDroppedDaysList()).containsExactly("2024-05-01");
        assertThat(response.getKeptDaysList()).containsExactly("2024-05-02", "2024-05-03");
        assertThat(rawEventsFrom()).isEqualTo("2024-05-02T00:00:00Z");

        aggregator.rollUp();
        assertThat(apply("2024-05-04", false).getDroppedDaysList()).containsExactly("2024-05-02", "2024-05-03");
        assertThat(aggregator.wrongRollups()).isEmpty();
    }

    @Test
    void moreDaysThanFitATransactionGoAllTheSame() throws SQLException {
        ledger.commit(TestEvent.random(random, 1, FIRST_DAY, 60 * 86_400, 2_000));
        aggregator.rollUp();

        assertThat(apply("2024-06-29", false).getDroppedDaysList()).hasSize(59);
        assertThat(rawEventsFrom()).isEqualTo("2024-06-29T00:00:00Z");
        assertThat(number("select count(distinct day) from event_day")).isOne();
        assertThat(number("select count(*) from event_segment where day < '2024-06-29'"))
                .isZero();
    }

    @Test
    void aMonthOfWhichAllGoesIsDroppedWithItsPartitions() throws SQLException {
        try (var collector = database.as("collector");
                var statement = collector.createStatement()) {
            statement.execute("select ensure_event_month('2024-05-01'), ensure_event_month('2024-06-01')");
        }
        ledger.commit(TestEvent.random(random, 1, FIRST_DAY, 60 * 86_400, 500));
        aggregator.rollUp();

        apply("2024-06-02", false);

        assertThat(number(
                        "select count(*) from pg_class where relname in ('event_segment_202405', 'event_raw_202405')"))
                .isZero();
        assertThat(number("select min(day) - date '2024-06-02' from event_segment_202406"))
                .isZero();
        assertThat(number("select min(day) - date '2024-06-02' from event_day")).isZero();
        assertThat(aggregator.wrongRollups()).isEmpty();
    }

    @Test
    void batchesAreWrittenWhileRowsGoAndWhatAFailureLeftGoesWithTheNextCall() throws SQLException {
        ledger.commit(TestEvent.random(random, 1, FIRST_DAY, FOUR_DAYS, 200));
        aggregator.rollUp();
        try (var reader = database.owner();
                var statement = reader.createStatement()) {
            reader.setAutoCommit(false);
            // Holds the rows of one day as a batch would, so that they cannot go yet.
            statement.execute("select from event_day where day = '2024-05-02' for update");
            assertThat(apply("2024-05-03", false).getUnfinished())
                    .as("a day is held")
                    .isTrue();
            ledger.commit(TestEvent.random(random, 1, FIRST_DAY.plusSeconds(3 * 86_400), 3_600, 20));
            assertThat(number("select count(*) from event_day where day < '2024-05-03'"))
                    .isOne();
            reader.rollback();
        }
        aggregator.rollUp();

        var rest = apply("2024-05-03", false);
        assertThat(rest.getDroppedDaysList()).containsExactly("2024-05-02");
        assertThat(rest.getUnfinished()).isFalse();
        assertThat(number("select count(*) from event_segment where day < '2024-05-03'"))
                .isZero();
        assertThat(aggregator.wrongRollups()).isEmpty();
    }

    @Test
    void addendaStayAWeekLongerThanTheirEvents() throws SQLException {
        ledger.commit(TestEvent.random(random, 1, FIRST_DAY, FOUR_DAYS, 20));
        aggregator.rollUp();
        try (var owner = database.owner();
                var statement = owner.createStatement()) {
            statement.execute("""
                    insert into addendum (account_id, event_id, event_time)
                    values
                      (1, gen_random_uuid(), '2024-04-24 23:59:59+00'),
                      (1, gen_random_uuid(), '2024-04-25 00:00:00+00')
                    """);
        }

        apply("2024-05-03", false);

        assertThat(number("select count(*) from addendum")).isEqualTo(1);
    }

    @Test
    void eventsOfClocksGoneWrongGoToo() throws SQLException {
        ledger.commit(TestEvent.random(random, 1, Instant.parse("1970-01-01T00:00:00Z"), 3_600, 5));
        aggregator.rollUp();
        assertThat(aggregator.wrongRollups()).isEmpty();

        var response = apply("2024-05-01", false);

        assertThat(response.getDroppedDaysList()).containsExactly("1970-01-01");
        assertThat(response.getDroppedEventCount()).isEqualTo(5);
        assertThat(number("select count(*) from event_segment_default")).isZero();
    }

    @Test
    void aDayThatIsMalformedOrInTheFutureIsRefused() {
        for (var day : List.of("", "2024-5-1", "2024-02-30", "2999-01-01")) {
            assertThatThrownBy(() -> apply(day, true)).hasMessageContaining("INVALID_ARGUMENT: keep_from");
        }
    }

    private ApplyRetentionResponse apply(String keepFrom, boolean dryRun) {
        return aggregator
                .service()
                .applyRetention(ApplyRetentionRequest.newBuilder()
                        .setKeepFrom(keepFrom)
                        .setDryRun(dryRun)
                        .build());
    }

    private String rawEventsFrom() {
        var status = aggregator.service().getRollupStatus(GetRollupStatusRequest.getDefaultInstance());
        return Instant.ofEpochSecond(status.getRawEventsFrom().getSeconds()).toString();
    }

    private static long eventsBefore(List<TestEvent> events, String instant) {
        return events.stream()
                .filter(event -> event.time().isBefore(Instant.parse(instant)))
                .count();
    }

    private long number(String sql) throws SQLException {
        try (var owner = database.owner();
                var statement = owner.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
