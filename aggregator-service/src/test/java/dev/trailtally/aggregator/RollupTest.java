package dev.trailtally.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import dev.trailtally.aggregator.v1.GetRollupStatusRequest;
import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.aggregator.v1.RunRollupRequest;
import dev.trailtally.schema.TestDatabase;
import io.grpc.protobuf.StatusProto;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RollupTest {

    private static final long ACCOUNT = 12L; // leading zeros, as in account ids
    private static final Instant END_OF_MONTH = Instant.parse("2024-02-28T22:00:00Z");
    private static final int FOUR_DAYS = 4 * 86_400;

    /** How many runs of a day are not settled, of the day with the most. */
    static final String MOST_RUNS = """
            select coalesce(max(runs), 0)
            from (select count(distinct run) as runs from unsettled_rollup group by account_id, family, bucket) day
            """;

    private static final String MOST_RUNS_OF_ALL = """
            select max(runs)
            from (
              select count(distinct run) as runs
              from rollup
              where grain = 'day'
              group by account_id, family, bucket, category
            ) day
            """;

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
    void rollupsEqualARecountOfTheEvents() throws SQLException {
        var events = eventsOfAccounts(3, 700);
        commitInBatches(events, 90);
        try (var aggregator = TestAggregator.on(database)) {
            var response = aggregator.rollUp();

            assertThat(response.getEventCount()).isEqualTo(events.size());
            assertThat(response.getAccountCount()).isEqualTo(3);
            assertThat(Recount.inTables(database)).isEqualTo(Recount.of(events));
        }
    }

    @Test
    void aPrincipalOfSeveralTypesIsSightedOnce() throws SQLException {
        var events = eventsOfAccounts(2, 300);
        try (var owner = database.owner();
                var statement = owner.createStatement()) {
            statement.execute("""
                    insert into principal (id, principal_key, principal_type, display_name)
                    values (1, 'both', 'IAMUser', ''), (2, 'both', 'FederatedUser', '')
                    """);
        }
        commitInBatches(events, 90);
        try (var aggregator = TestAggregator.on(database)) {
            aggregator.rollUp();

            for (long account : new long[] {1, 2}) {
                var ofBoth = events.stream()
                        .filter(event -> event.isCall() && event.accountId() == account && event.principal() <= 2)
                        .toList();
                var first = ofBoth.stream().map(TestEvent::time).min(Comparator.naturalOrder());
                assertThat(sightingsOfBoth(account))
                        .as("account " + account)
                        .containsExactly(
                                ofBoth.size() + " " + first.orElseThrow().getEpochSecond());
            }
            assertThat(aggregator.wrongRollups()).isEmpty();
        }
    }

    private List<String> sightingsOfBoth(long account) throws SQLException {
        var sightings = new ArrayList<String>();
        try (var owner = database.owner();
                var statement = owner.prepareStatement("""
                        select event_count || ' ' || extract(epoch from first_event_time)::bigint
                        from sighting
                        join principal_key on id = value_ref
                        where kind = 'principal'
                        and principal_key = 'both'
                        and account_id = ?
                        """)) {
            statement.setLong(1, account);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    sightings.add(rows.getString(1));
                }
            }
        }
        return sightings;
    }

    @Test
    void rollingUpAgainChangesNothing() throws SQLException {
        var events = eventsOfAccounts(1, 200);
        commitInBatches(events, 50);
        try (var aggregator = TestAggregator.on(database)) {
            aggregator.rollUp();
            var again = aggregator.rollUp();

            assertThat(again.getEventCount() + again.getEntryCount() + again.getAccountCount())
                    .isZero();
            assertThat(Recount.inTables(database)).isEqualTo(Recount.of(events));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void twoAggregatorsAtOnceGiveTheSameInAnyOrderOfBatches(long seed) throws Exception {
        random.setSeed(seed);
        var events = new ArrayList<>(TestEvent.random(random, ACCOUNT, END_OF_MONTH, FOUR_DAYS, 3_000));
        events.addAll(eventsOfAccounts(4, 100));
        Collections.shuffle(events, random);
        try (var one = TestAggregator.on(database, "aggregator.max-events", 150);
                var other = TestAggregator.on(database, "aggregator.max-events", 70)) {
            for (int from = 0; from < events.size(); from += 700) {
                commitInBatches(events.subList(from, Math.min(from + 700, events.size())), 40);
                var both = List.of(
                        CompletableFuture.supplyAsync(one::rollUp), CompletableFuture.supplyAsync(other::rollUp));
                long added =
                        both.get(0).get().getEventCount() + both.get(1).get().getEventCount();
                assertThat(added).isEqualTo(Math.min(700, events.size() - from));
            }
            one.rollUp();
            assertThat(Recount.inTables(database)).isEqualTo(Recount.of(events));
            assertThat(one.wrongRollups()).isEmpty();
            assertThat(count(MOST_RUNS)).as("runs of a day").isBetween(1, 16);
            assertThat(count("select count(*) from rollup where grain = 'month'"))
                    .as("rows of months although nothing was settled")
                    .isZero();
            TestAggregator.settle(database);
            assertThat(count(MOST_RUNS))
                    .as("runs of a day that are not settled")
                    .isZero();
            assertThat(count(MOST_RUNS_OF_ALL)).as("runs of a day").isOne();
            assertThat(Recount.inTables(database)).isEqualTo(Recount.of(events));
            assertThat(one.wrongRollups()).isEmpty();
        }
    }

    @Test
    void aConnectionKilledInTheMiddleLosesAndDoublesNothing() throws Exception {
        var events = eventsOfAccounts(2, 300);
        commitInBatches(events, 100);
        try (var aggregator = TestAggregator.on(database, "aggregator.workers", 1);
                var owner = database.owner();
                var statement = owner.createStatement()) {
            owner.setAutoCommit(false);
            statement.execute("lock table sighting in exclusive mode");
            var run = CompletableFuture.supplyAsync(aggregator::rollUp);
            await().atMost(Duration.ofSeconds(30)).until(() -> killWaitingForLock() == 1);
            assertThat(Recount.inTables(database)).isEmpty();
            owner.rollback();

            assertThat(run.get().getEventCount()).isEqualTo(events.size());
            assertThat(Recount.inTables(database)).isEqualTo(Recount.of(events));
        }
    }

    @Test
    void aRunWhoseConnectionsAreTerminatedEachTimeIsUnavailableUntilItSucceeds() throws Exception {
        commitInBatches(eventsOfAccounts(1, 20), 20);
        try (var aggregator = TestAggregator.on(database);
                var owner = database.owner();
                var statement = owner.createStatement()) {
            owner.setAutoCommit(false);
            statement.execute("lock table sighting in exclusive mode");
            var run = RollupServiceGrpc.newFutureStub(aggregator.channel())
                    .runRollup(RunRollupRequest.getDefaultInstance());
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                killWaitingForLock();
                return run.isDone();
            });
            owner.rollback();

            var failure = StatusProto.fromThrowable(run.exceptionNow());
            assertThat(failure.getCode()).as("code of %s", failure).isEqualTo(Code.UNAVAILABLE_VALUE);
            assertThat(failure.getDetailsList())
                    .as("details of %s", failure)
                    .anyMatch(detail -> detail.is(RetryInfo.class));
            assertThat(aggregator.rollUp().getEventCount()).isEqualTo(20);
        }
    }

    @Test
    void aRunWaitsForAnAccountThatAnotherInstanceHasInHand() throws Exception {
        commitInBatches(eventsOfAccounts(1, 20), 20);
        try (var aggregator = TestAggregator.on(database);
                var other = database.owner();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("insert into rollup_account (account_id) values (1)");
            other.commit();
            statement.execute("select from rollup_account where account_id = 1 for update");
            var run = RollupServiceGrpc.newFutureStub(aggregator.channel())
                    .runRollup(RunRollupRequest.getDefaultInstance());
            await().atMost(Duration.ofSeconds(30)).until(() -> connectionsThatLooked() > 0);
            assertThat(run.isDone()).isFalse();
            other.rollback();

            assertThat(run.get().getEventCount()).isEqualTo(20);
        }
    }

    @Test
    void theBackgroundRollsUpWithoutBeingAsked() {
        commitInBatches(eventsOfAccounts(2, 30), 20);
        try (var aggregator =
                TestAggregator.on(database, "aggregator.background", true, "aggregator.roll-after", "0s")) {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                var status = aggregator.service().getRollupStatus(GetRollupStatusRequest.getDefaultInstance());
                assertThat(status.getRolledUpEventCount()).isEqualTo(60);
                assertThat(status.getPendingEntryCount()).isZero();
            });
        }
    }

    @Test
    void statusTellsWhatIsPendingUntilItIsRolledUp() {
        commitInBatches(eventsOfAccounts(2, 30), 60);
        try (var aggregator = TestAggregator.on(database)) {
            var before = aggregator.service().getRollupStatus(GetRollupStatusRequest.getDefaultInstance());
            assertThat(before.getPendingEventCount()).isEqualTo(60);
            assertThat(before.getPendingAccountCount()).isEqualTo(2);
            assertThat(before.hasOldestPendingCommitTime()).isTrue();
            assertThat(before.hasLastRollupTime()).isFalse();
            assertThat(before.hasRawEventsFrom()).isFalse();

            aggregator.rollUp();

            var after = aggregator.service().getRollupStatus(GetRollupStatusRequest.getDefaultInstance());
            assertThat(after.getRolledUpEventCount()).isEqualTo(60);
            assertThat(after.hasOldestPendingCommitTime()).isFalse();
            assertThat(after.hasLastRollupTime()).isTrue();
        }
    }

    @Test
    void aLedgerThatNamesEventsThatAreNotThereStopsOnlyItsAccount() throws SQLException, InterruptedException {
        var events = eventsOfAccounts(2, 30);
        commitInBatches(events, 60);
        try (var owner = database.owner();
                var statement = owner.createStatement()) {
            statement.execute("update ledger set event_count = event_count + 1 where account_id = 1");
        }
        try (var aggregator = TestAggregator.on(database)) {
            var run = RollupServiceGrpc.newFutureStub(aggregator.channel())
                    .runRollup(RunRollupRequest.getDefaultInstance());
            try {
                run.get();
                throw new AssertionError("a wrong ledger was rolled up");
            } catch (ExecutionException e) {
                assertThat(e).hasMessageContaining("account 000000000001 cannot be rolled up");
            }
            var sound = events.stream().filter(event -> event.accountId() == 2).toList();
            assertThat(Recount.inTables(database)).containsAllEntriesOf(Recount.of(sound));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete from pending_count where account_id = 1 and family = 'principal'", """
                update pending_count
                set event_count = event_count + 1, event_counts[1] = event_counts[1] + 1
                where account_id = 1
                and family = 'usage'
                """})
    void countsThatDoNotAddUpStopTheirAccountUntilItsEventsAreCountedAgain(String damage) throws SQLException {
        var events = eventsOfAccounts(2, 300);
        commitInBatches(events, 90);
        try (var owner = database.owner();
                var statement = owner.createStatement();
                var aggregator = TestAggregator.on(database)) {
            statement.execute(damage);
            assertThatThrownBy(aggregator::rollUp)
                    .hasMessageContaining("account 000000000001 cannot be rolled up")
                    .hasMessageContaining("RunRollup with recount");
            assertThat(count("select count(*) from rollup where account_id = 1"))
                    .as("rows of the account that stays behind")
                    .isZero();

            aggregator
                    .service()
                    .runRollup(RunRollupRequest.newBuilder().setRecount(true).build());

            assertThat(count("select count(*) from pending_count"))
                    .as("counts left over")
                    .isZero();
            assertThat(Recount.inTables(database)).isEqualTo(Recount.of(events));
            assertThat(aggregator.wrongRollups()).isEmpty();
            TestAggregator.settle(database);
            assertThat(Recount.inTables(database)).isEqualTo(Recount.of(events));
        }
    }

    private int killWaitingForLock() throws SQLException {
        return count("""
                select count(pg_terminate_backend(pid))
                from pg_stat_activity
                where datname = current_database()
                and usename = 'aggregator'
                and wait_event_type = 'Lock'
                """);
    }

    private int connectionsThatLooked() throws SQLException {
        return count("""
                select count(*)
                from pg_stat_activity
                where datname = current_database()
                and usename = 'aggregator'
                and (query = 'COMMIT' or query like '%skip locked%' or query like '%committed_at <= %')
                """);
    }

    private int count(String sql) throws SQLException {
        return count(database, sql);
    }

    static int count(TestDatabase database, String sql) throws SQLException {
        try (var owner = database.owner();
                var statement = owner.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private List<TestEvent> eventsOfAccounts(int accounts, int eventsEach) {
        var events = new ArrayList<TestEvent>();
        for (int account = 1; account <= accounts; account++) {
            events.addAll(TestEvent.random(random, account, END_OF_MONTH, FOUR_DAYS, eventsEach));
        }
        Collections.shuffle(events, random);
        return events;
    }

    private void commitInBatches(List<TestEvent> events, int size) {
        for (int from = 0; from < events.size(); from += size) {
            ledger.commit(events.subList(from, Math.min(from + size, events.size())));
        }
    }
}
