package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trailtally.report.Fixture.TestEvent;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.report.v1.StreamServiceUsageRequest;
import dev.trailtally.report.v1.StreamServiceUsageResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each account's message has about 40 KB, more than gRPC holds before it reports a slow client. */
class SlowClientTest {

    private static final Instant TIME = Instant.parse("2024-02-27T09:00:00Z");
    private static final int ACCOUNTS = 60;
    private static final int ROWS = 200;

    private Fixture fixture;
    private Connection owner;
    private RunningService service;
    private ManagedChannel narrow;

    @BeforeEach
    void start() throws SQLException {
        fixture = Fixture.create();
        owner = fixture.database().owner();
        for (int account = 1; account <= ACCOUNTS; account++) {
            var events = new ArrayList<TestEvent>();
            for (int row = 0; row < ROWS; row++) {
                events.add(event(account, row));
            }
            fixture.store(account, events);
        }
        fixture.rollUp();
        service = RunningService.on(fixture.database());
        int port = Integer.parseInt(service.channel().authority().replaceFirst(".*:", ""));
        narrow = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .flowControlWindow(64 << 10)
                .build();
    }

    @AfterEach
    void stop() throws SQLException {
        narrow.shutdownNow();
        service.close();
        owner.close();
        fixture.close();
    }

    private static TestEvent event(int account, int row) {
        var name = "Call" + row + "x".repeat(120);
        var id = new UUID(account, row);
        return new TestEvent(
                account, TIME, id, "eu-1", "s3.amazonaws.com", name, "", false, "p", "", "", "1.2.3.4", "a", null);
    }

    @Test
    void anAccountIsReadWhenItsClientCanTakeIt() throws SQLException {
        var client = new SlowClient<StreamServiceUsageRequest, StreamServiceUsageResponse>();
        OrganizationReportServiceGrpc.newStub(narrow).streamServiceUsage(request(), client);
        await().until(() -> client.messages().size() == 1);
        awaitNoReading();

        // What the server has read by now has the old number, all that it reads later has the new one.
        fixture.execute("update rollup set event_counts = array_fill(2::bigint, array[cardinality(event_counts)])");
        client.takeAll();

        await().until(client::isDone);
        assertThat(client.failure()).isNull();
        long readAhead = client.messages().stream()
                .filter(StreamServiceUsageResponse::hasAccount)
                .filter(message -> message.getAccount().getServiceUsage(0).getEventCount() == 1)
                .count();
        assertThat(readAhead).isBetween(1L, 12L);
        assertThat(client.messages()).hasSize(ACCOUNTS + 1);
        var totals = client.messages().getLast().getTotals();
        assertThat(totals.getEventCount()).isEqualTo(ROWS * (readAhead + 2 * (ACCOUNTS - readAhead)));
    }

    @Test
    void aCancelledStreamStopsItsQueries() throws SQLException {
        var client = new SlowClient<StreamServiceUsageRequest, StreamServiceUsageResponse>();
        try (var lock = fixture.database().owner()) {
            lock.setAutoCommit(false);
            lock.createStatement().execute("lock table rollup in access exclusive mode");
            OrganizationReportServiceGrpc.newStub(narrow).streamServiceUsage(request(), client);
            await().until(() -> waiting() == 4);

            client.cancel();

            await().until(() -> waiting() == 0);
            lock.rollback();
        }
        awaitNoReading();
        await().until(client::isDone);
    }

    @Test
    void aStreamEndsAtItsDeadline() throws SQLException {
        var client = new SlowClient<StreamServiceUsageRequest, StreamServiceUsageResponse>();
        try (var lock = fixture.database().owner()) {
            lock.setAutoCommit(false);
            lock.createStatement().execute("lock table rollup in access exclusive mode");
            OrganizationReportServiceGrpc.newStub(narrow)
                    .withDeadlineAfter(2, TimeUnit.SECONDS)
                    .streamServiceUsage(request(), client);
            await().until(() -> waiting() == 4);

            await().until(client::isDone);
            assertThat(Status.fromThrowable(client.failure()).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            await().until(() -> waiting() == 0);
            lock.rollback();
        }
    }

    @Test
    void aStreamWhoseDatabaseFailsEndsWithoutTotals() throws SQLException {
        var client = new SlowClient<StreamServiceUsageRequest, StreamServiceUsageResponse>();
        OrganizationReportServiceGrpc.newStub(narrow).streamServiceUsage(request(), client);
        await().until(() -> client.messages().size() == 1);
        awaitNoReading();
        try (var lock = fixture.database().owner()) {
            lock.setAutoCommit(false);
            lock.createStatement().execute("lock table rollup in access exclusive mode");
            client.takeAll();
            await().until(() -> waiting() == 4);

            fixture.execute("""
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where datname = current_database() and usename = 'report'
                    """);

            await().until(client::isDone);
            lock.rollback();
        }
        var failure = Objects.requireNonNull(client.failure());
        assertThat(Failures.reason(() -> {
                    throw failure;
                }))
                .startsWith("UNAVAILABLE DATABASE_UNAVAILABLE");
        assertThat(client.messages())
                .hasSizeLessThan(ACCOUNTS)
                .noneMatch(StreamServiceUsageResponse::hasTotals)
                .noneMatch(StreamServiceUsageResponse::hasFailure);
    }

    @Test
    void aStreamWaitsForConnectionsThatOtherCallsHold() throws SQLException {
        var properties = new HashMap<>(fixture.database().datasource("report"));
        properties.put("datasources.report.maximum-pool-size", 2);
        properties.put("datasources.report.connection-timeout", 250);
        var client = new SlowClient<StreamServiceUsageRequest, StreamServiceUsageResponse>();
        try (var busy = RunningService.on(properties);
                var lock = fixture.database().owner()) {
            lock.setAutoCommit(false);
            lock.createStatement().execute("lock table rollup in access exclusive mode");
            var calls = ReportServiceGrpc.newFutureStub(busy.channel());
            var first = calls.listServiceUsage(usageOf(1));
            var second = calls.listServiceUsage(usageOf(2));
            await().until(() -> waiting() == 2);
            assertThat(Failures.reason(() -> busy.reports().listServiceUsage(usageOf(3))))
                    .isEqualTo("UNAVAILABLE CONNECTIONS_BUSY ");
            lock.rollback();
            await().until(() -> first.isDone() && second.isDone());

            OrganizationReportServiceGrpc.newStub(busy.channel()).streamServiceUsage(request(), client);
            await().until(() -> client.messages().size() == 1);
            lock.createStatement().execute("lock table rollup in access exclusive mode");
            var third = calls.listServiceUsage(usageOf(1));
            var fourth = calls.listServiceUsage(usageOf(2));
            await().until(() -> waiting() == 2);
            client.takeAll();
            await().during(Duration.ofSeconds(1)).until(() -> waiting() == 2 && !client.isDone());

            lock.rollback();
            await().until(() -> client.isDone() && third.isDone() && fourth.isDone());
        }
        assertThat(client.failure()).isNull();
        assertThat(client.messages()).hasSize(ACCOUNTS + 1).noneMatch(StreamServiceUsageResponse::hasFailure);
    }

    private static ListServiceUsageRequest usageOf(int account) {
        return ListServiceUsageRequest.newBuilder()
                .setAccountId("%012d".formatted(account))
                .build();
    }

    @Test
    void aClientThatTakesNothingAndLeavesCostsNothing() throws SQLException {
        var client = new SlowClient<StreamServiceUsageRequest, StreamServiceUsageResponse>();
        OrganizationReportServiceGrpc.newStub(narrow).streamServiceUsage(request(), client);
        await().until(() -> client.messages().size() == 1);
        awaitNoReading();

        client.cancel();

        await().until(client::isDone);
        assertThat(service.reports()
                        .listAccounts(ListAccountsRequest.getDefaultInstance())
                        .getAccountsCount())
                .isEqualTo(ACCOUNTS);
    }

    private static StreamServiceUsageRequest request() {
        return StreamServiceUsageRequest.getDefaultInstance();
    }

    private long waiting() throws SQLException {
        return count("wait_event_type = 'Lock'");
    }

    // Half a second without a transaction: everything that the client can take has been read.
    private void awaitNoReading() {
        await().during(Duration.ofMillis(500)).until(() -> count("xact_start is not null") == 0);
    }

    private long count(String condition) throws SQLException {
        try (var query = owner.createStatement();
                var rows = query.executeQuery("""
                        select count(*) from pg_stat_activity
                        where datname = current_database() and usename = 'report' and %s
                        """.formatted(condition))) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
