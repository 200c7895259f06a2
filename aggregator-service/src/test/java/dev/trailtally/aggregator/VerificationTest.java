package dev.trailtally.aggregator;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import dev.trailtally.aggregator.v1.ApplyRetentionRequest;
import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.aggregator.v1.VerifyRollupsRequest;
import dev.trailtally.aggregator.v1.VerifyRollupsResponse;
import dev.trailtally.schema.TestDatabase;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationTest {

    private static final Instant FROM = Instant.parse("2024-02-28T22:00:00Z");

    private static TestDatabase database;
    private static TestAggregator aggregator;

    @BeforeAll
    static void rollUpTwoAccounts() {
        database = TestDatabase.create();
        aggregator = TestAggregator.on(database);
        var random = new Random(3);
        var ledger = new TestLedger(database);
        for (long account = 1; account <= 2; account++) {
            ledger.commit(TestEvent.random(random, account, FROM, 3 * 86_400, 400));
        }
        aggregator.rollUp();
        TestAggregator.settle(database);
        for (long account = 1; account <= 2; account++) {
            ledger.commit(TestEvent.random(random, account, FROM, 3 * 86_400, 50));
        }
        aggregator.rollUp();
        ledger.commit(TestEvent.random(random, 1, FROM, 3 * 86_400, 25));
    }

    @AfterAll
    static void dropDatabase() {
        aggregator.close();
        database.close();
    }

    @Test
    void rollupsThatAreRightShowNoDifferenceWhileABatchIsPending() {
        var responses = aggregator.verify(VerifyRollupsRequest.getDefaultInstance());

        assertThat(responses).hasSize(1);
        var summary = responses.getFirst().getSummary();
        assertThat(summary.getAccountCount()).isEqualTo(2);
        assertThat(summary.getEventCount()).isEqualTo(900);
        assertThat(summary.getAccountDayCount()).isEqualTo(8);
        assertThat(summary.getDifferenceCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rollup_account", "sighting", "event_day"})
    void oneRowThatIsWrongIsOneDifference(String table) throws SQLException {
        change("update " + table + " set event_count = event_count + 1000 where ctid = (select min(ctid) from " + table
                + ")");
        try {
            assertThat(aggregator.wrongRollups()).containsExactly(table);
        } finally {
            change("update " + table + " set event_count = event_count - 1000 where event_count >= 1000");
        }
        assertThat(aggregator.wrongRollups()).isEmpty();
    }

    @Test
    void aWrongNumberOfAllEventsIsOneDifference() throws SQLException {
        change("update rollup_account set all_event_count = all_event_count + 1 where account_id = 1");
        try {
            assertThat(aggregator.wrongRollups()).containsExactly("rollup_account");
        } finally {
            change("update rollup_account set all_event_count = all_event_count - 1 where account_id = 1");
        }
        assertThat(aggregator.wrongRollups()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "usage_day",
                "usage_month",
                "error_day",
                "error_month",
                "service_day",
                "service_month",
                "principal_day",
                "principal_month",
                "principal_call_day",
                "principal_call_month",
                "principal_origin_day",
                "principal_origin_month",
                "access_key_day",
                "session_day",
                "quarter_hour_day"
            })
    void oneElementOfAnArrayThatIsWrongIsOneDifference(String view) throws SQLException {
        var one = " where ctid = (select min(ctid) from rollup where family || '_' || grain = '" + view
                + "' and run < 2)";
        change("update rollup set event_count = event_count + 1000, event_counts[1] = event_counts[1] + 1000" + one);
        try {
            assertThat(aggregator.wrongRollups()).containsExactly(view);
        } finally {
            change("update rollup set event_count = event_count - 1000, event_counts[1] = event_counts[1] - 1000"
                    + " where event_counts[1] >= 1000");
        }
        assertThat(aggregator.wrongRollups()).isEmpty();
    }

    @Test
    void anElementOfARunIsWrongInItsDayAndItsMonth() throws SQLException {
        var one = " where ctid = (select min(ctid) from rollup where family = 'usage' and run = 2)";
        change("update rollup set event_count = event_count + 1000, event_counts[1] = event_counts[1] + 1000" + one);
        try {
            assertThat(aggregator.wrongRollups()).containsExactlyInAnyOrder("usage_day", "usage_month");
        } finally {
            change("update rollup set event_count = event_count - 1000, event_counts[1] = event_counts[1] - 1000"
                    + " where event_counts[1] >= 1000");
        }
        assertThat(aggregator.wrongRollups()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"event_count", "failed_count", "first_key", "last_key"})
    void aTotalOfARowThatIsWrongIsOneDifference(String column) throws SQLException {
        var one = " where family = 'quarter_hour' and account_id = 1 and bucket = '2024-02-29' and run = 1"
                + " and category = 1";
        change("update rollup set " + column + " = " + column + " + 1" + one);
        try {
            assertThat(aggregator.wrongRollups()).containsExactly("rollup");
        } finally {
            change("update rollup set " + column + " = " + column + " - 1" + one);
        }
        assertThat(aggregator.wrongRollups()).isEmpty();
    }

    @Test
    void aMissingRowIsADifferenceWithItsKeyAndBothSides() throws SQLException {
        var one = " from rollup where account_id = 2 and family = 'service' and run = 1 and bucket = '2024-02-29'"
                + " and category = 1";
        change("create table kept as select *" + one);
        change("delete" + one);
        try {
            var responses = aggregator.verify(VerifyRollupsRequest.newBuilder()
                    .addAccountIds("000000000002")
                    .build());
            var first = responses.getFirst().getDifference();
            assertThat(first.getRollup()).isEqualTo("service_day");
            assertThat(first.getAccountId()).isEqualTo("000000000002");
            assertThat(first.getBucketStartTime().getSeconds())
                    .isEqualTo(Instant.parse("2024-02-29T00:00:00Z").getEpochSecond());
            assertThat(first.getKey()).matches("category=1, event_source_ref=\\d+");
            assertThat(first.getRolledUp()).matches("|event_count=.*");
            assertThat(first.getRecounted()).matches("event_count=\\d+, failed_count=\\d+, first=.*Z, last=.*Z");
            assertThat(responses.getLast().getSummary().getDifferenceCount()).isEqualTo(responses.size() - 1);
        } finally {
            change("insert into rollup overriding user value select * from kept");
            change("drop table kept");
        }
    }

    @Test
    void anIntervalRecountsOnlyItsDays() {
        var responses = aggregator.verify(VerifyRollupsRequest.newBuilder()
                .setStartTime(seconds("2024-02-29T00:00:00Z"))
                .setEndTime(seconds("2024-02-29T00:00:01Z"))
                .build());

        assertThat(responses).hasSize(1);
        assertThat(responses.getFirst().getSummary().getAccountDayCount()).isEqualTo(2);
    }

    @Test
    void malformedRequestsNameTheirField() {
        assertThatThrownBy(() -> aggregator.verify(
                        VerifyRollupsRequest.newBuilder().addAccountIds("12").build()))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("INVALID_ARGUMENT: account_ids[0]");
        assertThatThrownBy(() -> aggregator.verify(VerifyRollupsRequest.newBuilder()
                        .setStartTime(seconds("2024-02-29T00:00:00Z"))
                        .setEndTime(seconds("2024-02-29T00:00:00Z"))
                        .build()))
                .hasMessageContaining("INVALID_ARGUMENT: end_time");
    }

    @Test
    void monthsAndSightingsOutliveTheirRawEventsAndAreThenHeldAgainstTheirDays() throws SQLException {
        try (var ownDatabase = TestDatabase.create();
                var own = TestAggregator.on(ownDatabase)) {
            new TestLedger(ownDatabase).commit(TestEvent.random(new Random(5), 1, FROM, 3 * 86_400, 300));
            own.rollUp();
            TestAggregator.settle(ownDatabase);
            own.service()
                    .applyRetention(ApplyRetentionRequest.newBuilder()
                            .setKeepFrom("2024-03-01")
                            .build());
            assertThat(own.wrongRollups()).isEmpty();
            try (var owner = ownDatabase.owner();
                    var statement = owner.createStatement()) {
                var one = " where family = 'principal' and grain = 'month' and bucket = '2024-02-01' and category = 1";
                statement.execute(
                        "update rollup set event_count = event_count + 1, event_counts[1] = event_counts[1] + 1" + one);
                assertThat(own.wrongRollups()).containsExactly("principal_month");
                statement.execute(
                        "update rollup set event_count = event_count - 1, event_counts[1] = event_counts[1] - 1" + one);
                statement.execute("update sighting set last_event_time = now()");
                assertThat(own.wrongRollups()).isNotEmpty().containsOnly("sighting");
            }
        }
    }

    /** As if the collectors' lock of accounts and days were gone: two batches store the same events, and one count is lost. */
    @Test
    void eventsThatAreStoredTwiceStopTheirAccountAndShowInTheRecount() throws SQLException {
        try (var ownDatabase = TestDatabase.create();
                var own = TestAggregator.on(ownDatabase);
                var owner = ownDatabase.owner();
                var statement = owner.createStatement()) {
            var ledger = new TestLedger(ownDatabase);
            var events = TestEvent.random(new Random(7), 1, FROM, 86_400, 300);
            ledger.commit(events);
            own.rollUp();
            ledger.commit(events);
            statement.execute("update event_day set event_count = event_count / 2");

            assertThatThrownBy(own::rollUp).hasMessageContaining("account 000000000001 cannot be rolled up");
            assertThat(own.wrongRollups()).containsOnly("event_day");
        }
    }

    @Test
    void aCallerThatReadsSlowlyAndGoesAwayEndsTheRecount() throws Exception {
        try (var ownDatabase = TestDatabase.create();
                var own = TestAggregator.on(ownDatabase);
                var owner = ownDatabase.owner();
                var statement = owner.createStatement()) {
            statement.execute("insert into rollup_account (account_id) values (1)");
            statement.execute("""
                    insert into rollup
                    select 1, 'day', 'service', '2024-01-01', 1, 1, 0, 50000, 0, now(), now(), 1, 50000, null, array_agg(i),
                      null, null, array_agg(1), null, array_agg(1), array_agg(1)
                    from generate_series(1, 50000) i
                    """);
            var caller = new OneAtATime();
            RollupServiceGrpc.newStub(own.channel()).verifyRollups(VerifyRollupsRequest.getDefaultInstance(), caller);
            caller.first.await();
            requireNonNull(caller.call).cancel("enough", null);

            assertThat(caller.received).hasValue(1);
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                try (var rows = statement.executeQuery("""
                        select count(*)
                        from pg_stat_activity
                        where usename = 'aggregator'
                        and datname = current_database()
                        and state <> 'idle'
                        """)) {
                    rows.next();
                    assertThat(rows.getInt(1)).isZero();
                }
            });
        }
    }

    private static void change(String sql) throws SQLException {
        try (var owner = database.owner();
                var statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Timestamp seconds(String instant) {
        return Timestamp.newBuilder()
                .setSeconds(Instant.parse(instant).getEpochSecond())
                .build();
    }

    private static final class OneAtATime
            implements ClientResponseObserver<VerifyRollupsRequest, VerifyRollupsResponse> {

        private final CountDownLatch first = new CountDownLatch(1);
        private final AtomicInteger received = new AtomicInteger();
        private volatile @Nullable ClientCallStreamObserver<VerifyRollupsRequest> call;

        @Override
        public void beforeStart(ClientCallStreamObserver<VerifyRollupsRequest> started) {
            call = started;
            started.disableAutoRequestWithInitial(1);
        }

        @Override
        public void onNext(VerifyRollupsResponse response) {
            received.incrementAndGet();
            first.countDown();
        }

        @Override
        public void onError(Throwable failure) {
            assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.CANCELLED);
        }

        @Override
        public void onCompleted() {}
    }
}
