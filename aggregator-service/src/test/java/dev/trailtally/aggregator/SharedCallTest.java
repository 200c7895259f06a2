package dev.trailtally.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trailtally.schema.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that several accounts have records of, with one sharedEventID. */
class SharedCallTest {

    private static final Instant FROM = Instant.parse("2024-02-28T22:00:00Z");
    private static final int FOUR_DAYS = 4 * 86_400;
    private static final int ACCOUNTS = 4;

    private static final String CALLS =
            "(select * from shared_call_count('%s', '2024-01-01', '2025-01-01', '{}', '{}')) c";
    private static final String COUNTS =
            "(select * from shared_count where family = '%s' and account_id = any ('%s') and preceding_account_ids && '%s') c";

    private TestDatabase database;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.create();
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyAccountsTogetherCountACallOnceInWhateverOrderItsRecordsCome(long seed) throws Exception {
        var events = sharedEvents(new Random(seed));
        try (var one = TestAggregator.on(database, "aggregator.max-events", 40);
                var other = TestAggregator.on(database, "aggregator.max-events", 25)) {
            var ledger = new TestLedger(database);
            for (int from = 0; from < events.size(); from += 200) {
                var batch = events.subList(from, Math.min(from + 200, events.size()));
                for (int next = 0; next < batch.size(); next += 20) {
                    ledger.commit(batch.subList(next, Math.min(next + 20, batch.size())));
                }
                var both = List.of(
                        CompletableFuture.supplyAsync(one::rollUp), CompletableFuture.supplyAsync(other::rollUp));
                both.forEach(CompletableFuture::join);
            }
            one.rollUp();
            assertThat(one.rollUp().getEventCount()).as("rolled up again").isZero();
            for (long accounts = 0; accounts < 1 << ACCOUNTS; accounts++) {
                long chosen = accounts;
                check(
                        events,
                        LongStream.rangeClosed(1, ACCOUNTS)
                                .filter(account -> (chosen & 1L << (account - 1)) != 0)
                                .boxed()
                                .collect(Collectors.toSet()));
            }
            assertThat(one.wrongRollups()).isEmpty();
        }
    }

    private void check(List<TestEvent> events, Set<Long> accounts) throws SQLException {
        var array = accounts.toString().replace('[', '{').replace(']', '}');
        var repeated = repeated(events, accounts, event -> "");
        assertThat(repeated.isEmpty()).as("nothing is left out of %s", accounts).isEqualTo(accounts.size() < 2);
        assertThat(counts("action_ref || ' ' || error_code_ref", CALLS.formatted(array)))
                .as("calls of %s by month", accounts)
                .isEqualTo(counted(repeated, event -> event.action() + " " + event.errorCode()));
        assertThat(counts(
                        "''",
                        "(select * from shared_call_count('%s', '2000-01-01', '2000-01-01', '{2024-02-29,2024-03-01}', '{}')) c"
                                .formatted(array)))
                .as("calls of %s by day", accounts)
                .isEqualTo(counted(
                        repeated.stream()
                                .filter(event ->
                                        Set.of("2024-02-29", "2024-03-01").contains(day(event)))
                                .toList(),
                        event -> ""));
        assertThat(counts(
                        "''",
                        "(select * from shared_call_count('%s', '2024-02-01', '2024-03-01', '{}', '{2024-02-28}')) c"
                                .formatted(array)))
                .as("calls of %s in a month less a day", accounts)
                .isEqualTo(counted(
                        repeated.stream()
                                .filter(event -> day(event).equals("2024-02-29"))
                                .toList(),
                        event -> ""));
        assertThat(counts("bucket || ' ' || key_1", COUNTS.formatted("quarter_hour", array, array)))
                .as("calls of %s by quarter of an hour", accounts)
                .isEqualTo(counted(
                        repeated, event -> day(event) + " " + event.time().getEpochSecond() % 86_400 / 900));
        assertThat(counts("key_1", COUNTS.formatted("source_ip", array, array)))
                .as("addresses seen in %s", accounts)
                .isEqualTo(counted(
                        repeated(events, accounts, TestEvent::sourceIp), event -> Integer.toString(event.sourceIp())));
        assertThat(counts("text_key", COUNTS.formatted("session", array, array)))
                .as("sessions seen in %s", accounts)
                .isEqualTo(counted(
                        repeated(events, accounts, TestEvent::session).stream()
                                .filter(event -> event.session() != 0)
                                .toList(),
                        event -> TestLedger.text(event.session())));
    }

    /** The events of calls of which another of the accounts has the record that counts. */
    private static List<TestEvent> repeated(
            List<TestEvent> events, Set<Long> accounts, Function<TestEvent, Object> same) {
        var chosen = events.stream()
                .filter(event -> event.isCall() && accounts.contains(event.accountId()))
                .filter(event -> event.sharedEventId() != null)
                .toList();
        return chosen.stream()
                .filter(event -> chosen.stream()
                        .anyMatch(other -> other.accountId() != event.accountId()
                                && Objects.equals(other.sharedEventId(), event.sharedEventId())
                                && other.category() == event.category()
                                && same.apply(other).equals(same.apply(event))
                                && (other.failed() != event.failed()
                                        ? other.failed()
                                        : other.accountId() < event.accountId())))
                .toList();
    }

    private static Map<String, String> counted(List<TestEvent> events, Function<TestEvent, String> key) {
        return events.stream()
                .collect(Collectors.groupingBy(
                        key,
                        TreeMap::new,
                        Collectors.collectingAndThen(
                                Collectors.toList(),
                                list -> list.size() + " "
                                        + list.stream()
                                                .filter(TestEvent::failed)
                                                .count())));
    }

    private Map<String, String> counts(String key, String from) throws SQLException {
        var counts = new TreeMap<String, String>();
        try (var report = database.as("report");
                var statement = report.createStatement();
                var rows =
                        statement.executeQuery("select " + key + ", sum(event_count) || ' ' || sum(failed_count) from "
                                + from + " group by 1 having sum(event_count) <> 0")) {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getString(2));
            }
        }
        return counts;
    }

    /** The other roll-up has stored account 2's record of the call, and has not committed yet. */
    @Test
    void aRollUpWaitsForTheSharedCallsOfAnother() throws Exception {
        var event = callOf(1, FROM, new UUID(7, 7));
        new TestLedger(database).commit(List.of(event));
        try (var aggregator = TestAggregator.on(database);
                var other = database.as("aggregator");
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(hashtext('shared_call'))");
            statement.execute(
                    "insert into shared_call values ('%s', 2, gen_random_uuid(), '2024-02-28', 79201, 1, 1, 0, 1, 1,"
                                    .formatted(event.sharedEventId())
                            + " 1, %d, false, '', '')".formatted(event.category()));
            var run = CompletableFuture.supplyAsync(aggregator::rollUp);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !counts(
                                    "pid",
                                    "(select pid, 1 as event_count, 0 as failed_count from pg_locks"
                                            + " where locktype = 'advisory' and not granted and database ="
                                            + " (select oid from pg_database where datname = current_database())) l")
                            .isEmpty());
            other.commit();
            run.join();
        }
        assertThat(counts("account_id || ' ' || preceding_account_ids::text", COUNTS.formatted("call", "{2}", "{1}")))
                .containsExactly(Map.entry("2 {1}", "2 0"));
    }

    @Test
    void theRecountFindsWrongAndMissingRows() throws SQLException {
        try (var aggregator = TestAggregator.on(database)) {
            new TestLedger(database).commit(sharedEvents(new Random(5)));
            aggregator.rollUp();
            assertThat(aggregator.wrongRollups()).isEmpty();
            var one = " where ctid = (select min(ctid) from shared_count where grain = '%s' and event_count > 0)";
            for (var grain : List.of("month", "all")) {
                change("update shared_count set event_count = event_count + 1000" + one.formatted(grain));
                assertThat(aggregator.wrongRollups()).as(grain).containsExactly("shared_count");
                change("update shared_count set event_count = event_count - 1000 where event_count >= 1000");
            }
            change("create table kept as select * from shared_count" + one.formatted("day"));
            change("delete from shared_count" + one.formatted("day"));
            assertThat(aggregator.wrongRollups()).contains("shared_count").containsOnly("shared_count");
            change("insert into shared_count select * from kept");
            change(
                    "update shared_call set action_ref = action_ref + 100 where ctid = (select min(ctid) from shared_call)");
            assertThat(aggregator.wrongRollups()).contains("shared_call");
        }
    }

    @Test
    void prunedRecordsStayCountedAndWhatComesLaterCountsAgain() throws SQLException {
        var shared = new UUID(7, 7);
        var day = Instant.parse("2024-02-28T00:00:00Z");
        var first = callOf(1, day.plusSeconds(10), shared);
        var second = callOf(2, day.plusSeconds(11), shared);
        var later = callOf(3, day.plusSeconds(12), shared);
        var ledger = new TestLedger(database);
        try (var aggregator = TestAggregator.on(database)) {
            ledger.commit(List.of(first, second, callOf(1, day.plusSeconds(86_400), new UUID(8, 8))));
            aggregator.rollUp();
            var before = counts("''", CALLS.formatted("{1,2,3}"));
            assertThat(before.values()).containsExactly("1 0");

            assertThat(prune("2024-02-29", 1)).isEqualTo(1);
            assertThat(prune("2024-02-29", 10)).isEqualTo(1);
            assertThat(prune("2024-02-29", 10)).isZero();
            assertThat(aggregator.wrongRollups()).isEmpty();
            assertThat(counts("''", CALLS.formatted("{1,2,3}"))).isEqualTo(before);

            ledger.commit(List.of(later));
            aggregator.rollUp();
            assertThat(counts("''", CALLS.formatted("{1,2,3}"))).isEqualTo(before);
            assertThat(aggregator.wrongRollups()).isEmpty();
        }
    }

    @Test
    void aRecordThatHasTwoTimesIsTwoEventsAsInTheStore() throws SQLException {
        var shared = new UUID(7, 7);
        var ledger = new TestLedger(database);
        try (var aggregator = TestAggregator.on(database)) {
            ledger.commit(List.of(callOf(1, FROM, shared), callOf(2, FROM, shared)));
            aggregator.rollUp();
            ledger.commit(List.of(callOf(2, FROM.plusSeconds(1), shared)));

            assertThat(aggregator.rollUp().getEventCount()).isEqualTo(1);
            assertThat(counts("''", CALLS.formatted("{1,2}")).values()).containsExactly("2 0");
            assertThat(aggregator.wrongRollups()).isEmpty();
        }
    }

    private long prune(String before, int rows) throws SQLException {
        try (var aggregator = database.as("aggregator");
                var statement = aggregator.createStatement();
                var row = statement.executeQuery("select prune_shared_call('" + before + "', " + rows + ")")) {
            row.next();
            return row.getLong(1);
        }
    }

    private void change(String sql) throws SQLException {
        try (var owner = database.owner();
                var statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String day(TestEvent event) {
        return LocalDate.ofInstant(event.time(), ZoneOffset.UTC).toString();
    }

    private static TestEvent callOf(long account, Instant time, UUID shared) {
        return new TestEvent(account, time, new UUID(account, 12 * account), 1, 1, 0, 1, 1, 1, 1, 1, false, shared);
    }

    /** Records of the same calls in several accounts, in one of them alone or twice, and others that share nothing. */
    private static List<TestEvent> sharedEvents(Random random) {
        var events = new ArrayList<TestEvent>();
        for (long account = 1; account <= ACCOUNTS; account++) {
            for (var event : TestEvent.random(random, account, FROM, FOUR_DAYS, 150)) {
                events.add(random.nextInt(4) == 0 ? event : event.sharing(new UUID(7, random.nextInt(20))));
            }
        }
        Collections.shuffle(events, random);
        return events;
    }
}
