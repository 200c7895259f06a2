package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trailtally.report.v1.AccountEvents;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.EventOrder;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.StreamEventsRequest;
import dev.trailtally.report.v1.StreamEventsResponse;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventStreamTest {

    private static final Instant FROM = Instant.parse("2024-02-01T09:00:00Z");
    private static final int LARGE = 6_500;
    private static final int SMALL = 300;

    private static Fixture fixture;
    private static Connection owner;
    private static RunningService service;
    private static ManagedChannel narrow;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        owner = fixture.database().owner();
        fixture.store(1, new RandomEvents(1, FROM, Duration.ofDays(5)).generate(1, LARGE));
        for (int account = 2; account <= 6; account++) {
            fixture.store(account, new RandomEvents(account, FROM, Duration.ofDays(5)).generate(account, SMALL));
        }
        fixture.rollUp();
        fixture.execute("insert into account (account_id) values (7)");
        service = RunningService.on(fixture.database());
        int port = Integer.parseInt(service.channel().authority().replaceFirst(".*:", ""));
        narrow = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .flowControlWindow(64 << 10)
                .build();
    }

    @AfterAll
    static void stop() throws SQLException {
        narrow.shutdownNow();
        service.close();
        owner.close();
        fixture.close();
    }

    @Test
    void eachAccountsEventsAreThoseOfItsOwnList() {
        var stream = stream(StreamEventsRequest.newBuilder().setOrder(EventOrder.EVENT_ORDER_OLDEST_FIRST));

        for (int account = 1; account <= 7; account++) {
            var accountId = "%012d".formatted(account);
            var request = ListEventsRequest.newBuilder()
                    .setAccountId(accountId)
                    .setOrder(EventOrder.EVENT_ORDER_OLDEST_FIRST)
                    .setPageSize(1_000);
            assertThat(events(stream, accountId)).isEqualTo(listed(request));
        }
        var totals = stream.getLast().getTotals();
        assertThat(totals.getAnsweredCount()).isEqualTo(7);
        assertThat(totals.getEventCount()).isEqualTo(fixture.events().size());
        assertThat(totals.getFailedEventCount())
                .isEqualTo(fixture.events().stream()
                        .filter(Fixture.TestEvent::failed)
                        .count());
    }

    @Test
    void anAccountsMessagesSayHowItGoesOn() {
        var parts = parts(stream(StreamEventsRequest.newBuilder()), "000000000001");

        assertThat(parts).hasSize(7).extracting(AccountEvents::getEventsCount).endsWith(1_000, 500);
        assertThat(parts)
                .extracting(AccountEvents::hasScope)
                .startsWith(true, false)
                .containsOnlyOnce(true);
        assertThat(parts)
                .extracting(AccountEvents::getContinued)
                .endsWith(true, false)
                .containsOnlyOnce(false);
        var empty = parts(stream(StreamEventsRequest.newBuilder()), "000000000007");
        assertThat(empty).singleElement().matches(part -> part.hasScope() && !part.getContinued());
    }

    @Test
    void allFiltersApplyAtTheSameTime() {
        var interval = Interval.newBuilder();
        interval.getStartTimeBuilder().setSeconds(FROM.plusSeconds(90_000).getEpochSecond());
        var stream = stream(StreamEventsRequest.newBuilder()
                .setInterval(interval)
                .setPrincipal("arn:aws:iam::1:user/user1")
                .setSourceIpAddress("203.0.0.0/16")
                .setService("s3")
                .setErrorCode("*")
                .setReadOnly(true));
        var listed = listed(ListEventsRequest.newBuilder()
                .setAccountId("000000000001")
                .setInterval(interval)
                .setPrincipal("arn:aws:iam::1:user/user1")
                .setSourceIpAddress("203.0.0.0/16")
                .setService("s3")
                .setErrorCode("*")
                .setReadOnly(true)
                .setPageSize(7));

        assertThat(events(stream, "000000000001")).isEqualTo(listed).isNotEmpty();
        assertThat(stream.getLast().getTotals().getEventCount()).isEqualTo(listed.size());
    }

    @Test
    void aFilterIsCheckedAsInAList() {
        assertThat(Failures.message(
                        () -> stream(StreamEventsRequest.newBuilder().setSourceIpAddress("203.0.113.0/33"))))
                .startsWith("source_ip_address: ");
        assertThat(Failures.message(
                        () -> stream(StreamEventsRequest.newBuilder().setOrderValue(9))))
                .startsWith("order: 9");
    }

    @Test
    void aSlowClientHoldsNoSnapshotAndAnAccountWhoseEventsAreDroppedMeanwhileFails() throws SQLException {
        var client = new SlowClient<StreamEventsRequest, StreamEventsResponse>();
        OrganizationReportServiceGrpc.newStub(narrow).streamEvents(of("000000000001"), client);
        await().until(() -> client.messages().size() == 1);
        awaitNoReading();

        fixture.execute("update retention set raw_events_from = '2024-02-05T00:00:00Z'");
        try {
            client.takeAll();
            await().until(client::isDone);
        } finally {
            fixture.execute("update retention set raw_events_from = '-infinity'");
        }

        assertThat(client.failure()).isNull();
        var failure = client.messages().get(client.messages().size() - 2).getFailure();
        assertThat(failure.getReason()).isEqualTo("BEYOND_RETENTION");
        assertThat(failure.getAccountId()).isEqualTo("000000000001");
        var totals = client.messages().getLast().getTotals();
        assertThat(totals.getFailedCount()).isEqualTo(1);
        assertThat(totals.getAnsweredCount()).isZero();
        assertThat(totals.getEventCount())
                .isEqualTo(events(client.messages(), "000000000001").size())
                .isBetween(1_000L, 3_000L);
    }

    @ParameterizedTest
    @EnumSource(names = {"EVENT_ORDER_NEWEST_FIRST", "EVENT_ORDER_OLDEST_FIRST"})
    void anAccountIsWholeWhereItsWalkRunsOutOfTimeInTheLastDay(EventOrder order) throws SQLException {
        fixture.execute("update retention set raw_events_from = '2024-02-03T00:00:00Z'");
        var properties = new HashMap<>(fixture.database().datasource("report"));
        properties.put("report.event-walk-time", "1ms");
        try (var hurried = RunningService.on(properties)) {
            var stream = new ArrayList<StreamEventsResponse>();
            hurried.organization()
                    .streamEvents(of("000000000002").toBuilder().setOrder(order).build())
                    .forEachRemaining(stream::add);

            assertThat(stream).noneMatch(StreamEventsResponse::hasFailure);
            assertThat(events(stream, "000000000002")).hasSize((int) fixture.events().stream()
                    .filter(event ->
                            event.accountId() == 2 && !event.time().isBefore(Instant.parse("2024-02-03T00:00:00Z")))
                    .count());
            assertThat(parts(stream, "000000000002"))
                    .extracting(AccountEvents::getContinued)
                    .endsWith(false)
                    .containsOnlyOnce(false);
        } finally {
            fixture.execute("update retention set raw_events_from = '-infinity'");
        }
    }

    @Test
    void aCancelledStreamStopsItsQuery() throws SQLException {
        var client = new SlowClient<StreamEventsRequest, StreamEventsResponse>();
        OrganizationReportServiceGrpc.newStub(narrow).streamEvents(of("000000000001"), client);
        await().until(() -> client.messages().size() == 1);
        awaitNoReading();
        try (var lock = fixture.database().owner()) {
            lock.setAutoCommit(false);
            lock.createStatement().execute("lock table account_day in access exclusive mode");
            client.takeAll();
            await().until(() -> count("wait_event_type = 'Lock'") == 1);

            client.cancel();

            await().until(() -> count("wait_event_type = 'Lock'") == 0);
            lock.rollback();
        }
        awaitNoReading();
    }

    private static StreamEventsRequest of(String accountId) {
        return StreamEventsRequest.newBuilder()
                .setAccounts(AccountSelection.newBuilder().addAccountIds(accountId))
                .build();
    }

    private static List<StreamEventsResponse> stream(StreamEventsRequest.Builder request) {
        var messages = new ArrayList<StreamEventsResponse>();
        service.organization().streamEvents(request.build()).forEachRemaining(messages::add);
        return messages;
    }

    private static List<AccountEvents> parts(List<StreamEventsResponse> stream, String accountId) {
        return stream.stream()
                .filter(StreamEventsResponse::hasAccount)
                .map(StreamEventsResponse::getAccount)
                .filter(account -> account.getAccountId().equals(accountId))
                .toList();
    }

    private static List<Event> events(List<StreamEventsResponse> stream, String accountId) {
        return parts(stream, accountId).stream()
                .flatMap(part -> part.getEventsList().stream())
                .toList();
    }

    private static List<Event> listed(ListEventsRequest.Builder request) {
        var events = new ArrayList<Event>();
        do {
            var page = service.reports().listEvents(request.build());
            events.addAll(page.getEventsList());
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        return events;
    }

    // Half a second without a transaction: everything that the client can take has been read.
    private static void awaitNoReading() {
        await().during(Duration.ofMillis(500)).until(() -> count("xact_start is not null") == 0);
    }

    private static long count(String condition) throws SQLException {
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
