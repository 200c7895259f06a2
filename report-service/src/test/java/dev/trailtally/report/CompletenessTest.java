package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.trailtally.report.Fixture.TestEvent;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.RegionActivity;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.report.v1.ValueCount;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a report says about the data that it could not see. */
class CompletenessTest {

    private static final String ACCOUNT_ID = "000000000012";
    private static final Instant FROM = Instant.parse("2024-02-27T09:00:00Z");
    private static final Instant LATE = Instant.parse("2024-06-01T00:00:00Z");

    private Fixture fixture;
    private RunningService service;

    @BeforeEach
    void start() throws SQLException {
        fixture = Fixture.create();
        fixture.store(1, new RandomEvents(12, FROM, Duration.ofDays(3)).generate(1, 300));
        fixture.rollUp();
        listedAt(12, LATE);
        service = RunningService.on(fixture.database());
    }

    @AfterEach
    void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void dataIsCompleteUntilTheEarliestThatMayBeMissing() throws SQLException {
        var last = fixture.events().stream()
                .map(TestEvent::time)
                .max(Instant::compareTo)
                .orElseThrow();
        assertThat(completeUntil()).isEqualTo(last);

        listedAt(12, FROM.plus(Duration.ofDays(2)));
        assertThat(completeUntil()).isEqualTo(FROM.plus(Duration.ofDays(2)).minus(Duration.ofMinutes(15)));

        logObject("12", FROM.plus(Duration.ofDays(1)), "unreadable");
        assertThat(completeUntil()).isEqualTo(FROM.plus(Duration.ofDays(1)).minus(Duration.ofMinutes(15)));

        logObject("null", FROM.plus(Duration.ofHours(9)), "pending");
        assertThat(completeUntil()).isEqualTo(FROM.plus(Duration.ofHours(9)).minus(Duration.ofMinutes(15)));

        fixture.execute("update ledger set rolled_up_at = null");
        assertThat(completeUntil())
                .isEqualTo(fixture.events().stream()
                        .map(TestEvent::time)
                        .min(Instant::compareTo)
                        .orElseThrow());
        var coverage = scope().getCoverage();
        assertThat(coverage.getUnreadableObjectCount()).isEqualTo(1);
        assertThat(coverage.getUnreadableObjectsList()).hasSize(1);
        assertThat(coverage.getPendingEventCount()).isEqualTo(300);
        assertThat(coverage.getRegionsList()).hasSize(1);
    }

    @Test
    void anUnreadableFileOfAnUnknownAccountIsAGapOfEach() throws SQLException {
        fixture.rollUp();
        fixture.execute("insert into account (account_id) values (13)");
        assertThat(incompleteAccounts()).isZero();

        fixture.execute("""
                insert into log_object (uri, version, filter, scan_id, account_id, object_time, byte_count, state)
                values ('file:///broken', '1', '', gen_random_uuid(), null, null, 1, 'unreadable')
                """);

        assertThat(incompleteAccounts()).isEqualTo(2);
    }

    private long incompleteAccounts() {
        return service.organization()
                .getOrganizationSummary(GetOrganizationSummaryRequest.getDefaultInstance())
                .getScope()
                .getIncompleteAccountCount();
    }

    @Test
    void countsOfLogObjectsEndAtTheirLimitAndTheirDetailsToo() throws SQLException {
        fixture.execute("""
                insert into log_object (uri, version, filter, scan_id, account_id, object_time, byte_count, state)
                select 'file:///' || n, '1', '', gen_random_uuid(), case when n % 3 > 0 then 12 end,
                  '2024-02-28T12:00:00Z'::timestamptz + n * interval '1 s', 1,
                  case n % 3 when 1 then 'pending' else 'unreadable' end
                from generate_series(1, 30100) n
                """);
        var coverage = scope().getCoverage();
        var account = service.reports()
                .listAccounts(ListAccountsRequest.getDefaultInstance())
                .getAccounts(0);

        assertThat(coverage.getPendingObjectCount()).isEqualTo(10_001);
        assertThat(coverage.getUnreadableObjectCount()).isEqualTo(10_001);
        assertThat(coverage.getUnattributedUnreadableObjectCount()).isEqualTo(10_001);
        assertThat(coverage.getUnreadableObjectsCount()).isEqualTo(20);
        assertThat(account.getCoverage().getUnreadableObjectsCount()).isEqualTo(3);
        assertThat(completeUntil()).isEqualTo(Instant.parse("2024-02-28T11:45:01Z"));

        logObject("null", Instant.EPOCH, "pending");
        fixture.execute("update log_object set object_time = null where state = 'pending' and account_id is null");
        assertThat(scope().hasCompleteUntil()).isFalse();
    }

    @Test
    void numbersLeaveOutEventsNotRolledUpAtTheEdgesToo() throws SQLException {
        fixture.store(2, new RandomEvents(12, FROM, Duration.ofDays(3)).generate(2, 200));
        var request = usage(FROM.plus(Duration.ofHours(1)), FROM.plus(Duration.ofHours(52)));

        assertThat(service.reports().listServiceUsage(request).getTotalEventCount())
                .isEqualTo(fixture.events().subList(0, 300).stream()
                        .filter(event -> !event.time().isBefore(FROM.plus(Duration.ofHours(1))))
                        .filter(event -> event.time().isBefore(FROM.plus(Duration.ofHours(52))))
                        .count());
    }

    @Test
    void aBatchOfTwoDaysCountsAtTheEdgeWhoseDayIsRolledUp() throws SQLException {
        fixture.execute("update ledger set rolled_up_at = null where day = '2024-02-29'");
        var request = usage(FROM.plus(Duration.ofHours(1)), FROM.plus(Duration.ofHours(52)));
        long rolledUp = fixture.events().stream()
                .filter(event -> !event.time().isBefore(FROM.plus(Duration.ofHours(1))))
                .filter(event -> event.time().isBefore(Instant.parse("2024-02-29T00:00:00Z")))
                .count();

        assertThat(service.reports().listServiceUsage(request).getTotalEventCount())
                .isEqualTo(rolledUp);
        var activity = service.reports()
                .getActivitySummary(GetActivitySummaryRequest.newBuilder()
                        .setAccountId(ACCOUNT_ID)
                        .setInterval(request.getInterval())
                        .build());
        assertThat(activity.getEventCount()).isEqualTo(rolledUp);
        assertThat(activity.getRegionsList().stream()
                        .mapToLong(RegionActivity::getEventCount)
                        .sum())
                .isEqualTo(rolledUp);
        assertThat(activity.getPrincipalsList().stream()
                        .flatMap(principal -> principal.getUserAgents().getCountsList().stream())
                        .mapToLong(ValueCount::getEventCount)
                        .sum())
                .isEqualTo(rolledUp);
    }

    @Test
    void beyondRetentionTheNearestIntervalIsNamedAndAnswered() throws SQLException {
        fixture.execute("update retention set raw_events_from = '2024-02-29T00:00:00Z'");
        fixture.execute("delete from event_segment where day < '2024-02-29'");
        var end = Instant.parse("2024-02-28T17:30:00Z");

        var failure = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> service.reports().listServiceUsage(usage(FROM.plus(Duration.ofHours(6)), end)));
        var metadata = errorInfo(failure).getMetadataMap();

        assertThat(errorInfo(failure).getReason()).isEqualTo("BEYOND_RETENTION");
        assertThat(metadata)
                .containsEntry("nearest_start_time", "2024-02-27T00:00:00Z")
                .containsEntry("nearest_end_time", "2024-02-29T00:00:00Z");
        assertThat(service.reports()
                        .listServiceUsage(usage(
                                Instant.parse(metadata.get("nearest_start_time")),
                                Instant.parse(metadata.get("nearest_end_time"))))
                        .getTotalEventCount())
                .isEqualTo(fixture.events().stream()
                        .filter(event -> event.time().isBefore(Instant.parse("2024-02-29T00:00:00Z")))
                        .count());
    }

    @Test
    void eventsBeyondRetentionAreRefusedAndTheDefaultBeginsWhereTheyAreKept() throws SQLException {
        var keptFrom = Instant.parse("2024-02-29T00:00:00Z");
        fixture.execute("update retention set raw_events_from = '" + keptFrom + "'");
        fixture.execute("delete from event_segment where day < '2024-02-29'");
        var request = ListEventsRequest.newBuilder().setAccountId(ACCOUNT_ID).setPageSize(1_000);

        var kept = service.reports().listEvents(request.build());
        assertThat(kept.getScope().getObserved().getStartTime().getSeconds()).isEqualTo(keptFrom.getEpochSecond());
        assertThat(kept.getEventsCount()).isEqualTo((int) fixture.events().stream()
                .filter(event -> !event.time().isBefore(keptFrom))
                .count());
        request.getIntervalBuilder().getStartTimeBuilder().setSeconds(FROM.getEpochSecond());
        assertThat(ReportServiceTest.reason(() -> service.reports().listEvents(request.build())))
                .isEqualTo("FAILED_PRECONDITION BEYOND_RETENTION");
    }

    @Test
    void accountsArePagedById() throws SQLException {
        fixture.execute("insert into account (account_id) values (999999999999), (5), (12)");
        listedAt(5, LATE);
        var request = ListAccountsRequest.newBuilder().setPageSize(2);

        var first = service.reports().listAccounts(request.build());
        var second = service.reports()
                .listAccounts(request.setPageToken(first.getNextPageToken()).build());

        assertThat(first.getAccountsList())
                .extracting(Account::getAccountId)
                .containsExactly("000000000005", ACCOUNT_ID);
        assertThat(first.getAccounts(0).getCoverage().getRegionsCount()).isEqualTo(1);
        assertThat(first.getAccounts(0).hasCompleteUntil()).isFalse();
        assertThat(first.getAccounts(1).getEventCount()).isEqualTo(300);
        assertThat(second.getAccountsList()).extracting(Account::getAccountId).containsExactly("999999999999");
        assertThat(second.getNextPageToken()).isEmpty();
        assertThat(service.reports()
                        .listAccounts(ListAccountsRequest.newBuilder()
                                .addAccountIds(ACCOUNT_ID)
                                .addAccountIds("000000000077")
                                .build())
                        .getAccountsList())
                .extracting(Account::getAccountId)
                .containsExactly(ACCOUNT_ID);
    }

    @Test
    void aCallThatEndsTakesItsStatementWithIt() throws SQLException {
        try (var owner = fixture.database().owner();
                var statement = owner.createStatement()) {
            owner.setAutoCommit(false);
            statement.execute("lock table event_segment in access exclusive mode");
            var calls = ReportServiceGrpc.newFutureStub(service.channel());
            var running = Stream.generate(() -> calls.listAccounts(ListAccountsRequest.getDefaultInstance()))
                    .limit(5)
                    .toList();
            await().until(() -> waitingForLocks(statement) >= 5);

            running.forEach(call -> call.cancel(true));

            // The health check may be waiting as well.
            await().until(() -> waitingForLocks(statement) <= 1);
        }
    }

    private static long waitingForLocks(Statement statement) throws SQLException {
        try (var count = statement.executeQuery("""
                select count(*)
                from pg_locks
                where relation = 'event_segment'::regclass
                and not granted
                """)) {
            count.next();
            return count.getLong(1);
        }
    }

    private void listedAt(long accountId, Instant time) throws SQLException {
        fixture.execute("""
                insert into coverage
                values (%d, (select min(id) from region where id > 0), 1, 1, 0, 0, null, null, '%s')
                on conflict (account_id, region_ref) do update set listed_at = excluded.listed_at
                """.formatted(accountId, time));
    }

    private void logObject(String accountId, Instant time, String state) throws SQLException {
        fixture.execute("""
                insert into log_object (uri, version, filter, scan_id, account_id, object_time, byte_count, state)
                values ('file:///%s', '1', '', gen_random_uuid(), %s, '%s', 1, '%s')
                """.formatted(state, accountId, time, state));
    }

    private Instant completeUntil() {
        return Instant.ofEpochSecond(scope().getCompleteUntil().getSeconds());
    }

    private ReportScope scope() {
        return service.reports()
                .listServiceUsage(ListServiceUsageRequest.newBuilder()
                        .setAccountId(ACCOUNT_ID)
                        .build())
                .getScope();
    }

    private static ListServiceUsageRequest usage(Instant start, Instant end) {
        var interval = Interval.newBuilder();
        interval.getStartTimeBuilder().setSeconds(start.getEpochSecond());
        interval.getEndTimeBuilder().setSeconds(end.getEpochSecond());
        return ListServiceUsageRequest.newBuilder()
                .setAccountId(ACCOUNT_ID)
                .setInterval(interval)
                .build();
    }

    private static ErrorInfo errorInfo(StatusRuntimeException failure) {
        try {
            return Objects.requireNonNull(StatusProto.fromThrowable(failure))
                    .getDetails(0)
                    .unpack(ErrorInfo.class);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
