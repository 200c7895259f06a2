package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.trailtally.authorization.v1.Role;
import dev.trailtally.report.entity.AskedAccounts;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.stream.AccountAnswer;
import dev.trailtally.report.stream.AccountReport;
import dev.trailtally.report.stream.AccountStreams;
import dev.trailtally.report.stream.StreamSender;
import dev.trailtally.report.v1.AccountFailure;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.Outcome;
import dev.trailtally.report.v1.Partition;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.report.v1.StreamActivitySummariesRequest;
import dev.trailtally.report.v1.StreamActivitySummariesResponse;
import dev.trailtally.report.v1.StreamServiceUsageRequest;
import dev.trailtally.report.v1.StreamServiceUsageResponse;
import dev.trailtally.report.v1.StreamTotals;
import dev.trailtally.rpc.RpcErrors;
import dev.trailtally.server.caller.Accounts;
import dev.trailtally.server.caller.Caller;
import io.grpc.Context;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccountStreamTest {

    private static final Instant FROM = Instant.parse("2024-02-27T09:00:00Z");

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        for (int account = 1; account <= 20; account++) {
            fixture.store(account, new RandomEvents(account, FROM, Duration.ofDays(3)).generate(account, 50));
        }
        fixture.rollUp();
        fixture.execute("""
                insert into organizational_unit (unit_id, parent_id, name, listed_at)
                values ('r-1', null, 'Root', now()), ('ou-1', 'r-1', 'Work', now()), ('ou-2', 'ou-1', 'Deep', now());
                insert into account (account_id, account_name, parent_id)
                values (3, 'Three', 'ou-1'), (4, 'Four', 'ou-2'), (5, 'Five', 'r-1'), (99, 'Empty', 'r-1')
                """);
        service = RunningService.on(fixture.database());
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void eachAccountsUsageIsThatOfItsOwnReport() {
        var partition = Partition.newBuilder().setYear(2024).setMonth(2);
        var stream = usage(StreamServiceUsageRequest.newBuilder()
                .setPartition(partition)
                .addServices("s3")
                .setGroupByRegion(true));

        var accounts = stream.stream()
                .filter(StreamServiceUsageResponse::hasAccount)
                .map(StreamServiceUsageResponse::getAccount)
                .toList();
        assertThat(accounts).hasSize(21);
        for (var account : accounts) {
            var alone = service.reports()
                    .listServiceUsage(ListServiceUsageRequest.newBuilder()
                            .setAccountId(account.getAccountId())
                            .setPartition(partition)
                            .addServices("s3")
                            .setGroupByRegion(true)
                            .build());
            assertThat(account.getServiceUsageList()).isEqualTo(alone.getServiceUsageList());
            assertThat(account.getScope()).isEqualTo(alone.getScope());
        }
        var totals = stream.getLast().getTotals();
        assertThat(totals.getAccountCount()).isEqualTo(21);
        assertThat(totals.getAnsweredCount()).isEqualTo(21);
        assertThat(totals.getEventCount()).isEqualTo(eventsOfS3InFebruary(false));
        assertThat(totals.getFailedEventCount()).isEqualTo(eventsOfS3InFebruary(true));
    }

    @Test
    void eachAccountsActivityIsThatOfItsOwnReport() {
        var stream = activity(StreamActivitySummariesRequest.newBuilder()
                .setOutcome(Outcome.OUTCOME_FAILED)
                .setTop(3));

        assertThat(stream).hasSize(22);
        for (var message : stream.subList(0, 21)) {
            var account = message.getAccount();
            assertThat(account)
                    .isEqualTo(service.reports()
                            .getActivitySummary(GetActivitySummaryRequest.newBuilder()
                                    .setAccountId(account.getScope().getAccountId())
                                    .setOutcome(Outcome.OUTCOME_FAILED)
                                    .setTop(3)
                                    .build()));
        }
        assertThat(stream.getLast().getTotals().getEventCount())
                .isEqualTo(fixture.events().stream()
                        .filter(Fixture.TestEvent::failed)
                        .count());
    }

    @Test
    void anAccountThatCannotBeAnsweredIsAMessage() throws SQLException {
        fixture.execute("update retention set raw_events_from = '2024-02-28T00:00:00Z'");
        try {
            var interval = Interval.newBuilder();
            interval.getStartTimeBuilder().setSeconds(FROM.plusSeconds(7_201).getEpochSecond());
            var stream = usage(StreamServiceUsageRequest.newBuilder()
                    .setInterval(interval)
                    .setAccounts(AccountSelection.newBuilder()
                            .addAccountIds("000000000001")
                            .addAccountIds("000000000099")
                            .addAccountIds("123456789012")));

            assertThat(stream.stream()
                            .filter(StreamServiceUsageResponse::hasFailure)
                            .map(StreamServiceUsageResponse::getFailure))
                    .extracting(AccountFailure::getAccountId, AccountFailure::getReason)
                    .containsExactlyInAnyOrder(
                            tuple("000000000001", "BEYOND_RETENTION"), tuple("123456789012", "UNKNOWN_ACCOUNT"));
            var totals = stream.getLast().getTotals();
            assertThat(totals.getAnsweredCount()).isEqualTo(1);
            assertThat(totals.getFailedCount()).isEqualTo(2);
            assertThat(totals.hasCompleteUntil()).isFalse();
        } finally {
            fixture.execute("update retention set raw_events_from = '-infinity'");
        }
    }

    @Test
    void anAccountWhoseCountsOtherReadersHoldIsAskedAgainAloneAndFailsAfterFiveTurns() {
        var call = new TakingCall();
        var report = new BusyReport(Map.of(3L, 2, 4L, Integer.MAX_VALUE));
        var asked = AccountSelection.newBuilder();
        for (int account = 1; account <= 20; account++) {
            asked.addAccountIds("%012d".formatted(account));
        }
        var caller = new Caller("test", Role.ROLE_READER, new Accounts(true, Set.of(), Set.of()));

        Context.current()
                .withValue(Caller.KEY, caller)
                .run(() -> service.context()
                        .getBean(AccountStreams.class)
                        .send(AskedAccounts.of(asked.build()), report, new StreamSender<>(call)));

        assertThat(report.together)
                .as("readers that asked while an account was asked again")
                .hasValue(0);
        assertThat(report.asked).containsEntry(3L, 3).containsEntry(4L, 5);
        assertThat(call.taken.stream().filter(StreamServiceUsageResponse::hasFailure))
                .extracting(
                        message -> message.getFailure().getAccountId(),
                        message -> message.getFailure().getReason())
                .containsExactly(tuple("000000000004", "COUNTS_BUSY"));
        assertThat(call.taken.getLast().getTotals().getAnsweredCount()).isEqualTo(19);
    }

    /** Refuses some accounts a number of times. */
    private static final class BusyReport implements AccountReport<StreamServiceUsageResponse> {

        private final Map<Long, Integer> refusals;
        private final Map<Long, Integer> asked = new ConcurrentHashMap<>();
        private final AtomicInteger asking = new AtomicInteger();
        private final AtomicInteger together = new AtomicInteger();

        BusyReport(Map<Long, Integer> refusals) {
            this.refusals = refusals;
        }

        @Override
        public AccountAnswer<StreamServiceUsageResponse> answer(Snapshot snapshot, long accountId) {
            int others = asking.getAndIncrement();
            try {
                int turn = asked.merge(accountId, 1, Integer::sum);
                if (turn > 1) {
                    together.addAndGet(others);
                }
                if (turn <= refusals.getOrDefault(accountId, 0)) {
                    throw RpcErrors.busy("COUNTS_BUSY", "others count", Map.of(), Duration.ofSeconds(2));
                }
                return new AccountAnswer<>(List.of(), ReportScope.getDefaultInstance(), 0, 0);
            } finally {
                asking.decrementAndGet();
            }
        }

        @Override
        public StreamServiceUsageResponse failure(AccountFailure failure) {
            return StreamServiceUsageResponse.newBuilder().setFailure(failure).build();
        }

        @Override
        public StreamServiceUsageResponse totals(StreamTotals totals) {
            return StreamServiceUsageResponse.newBuilder().setTotals(totals).build();
        }
    }

    @Test
    void anOrganizationalUnitSelectsAllAccountsBelowIt() {
        assertThat(accountsOf("ou-1")).containsExactlyInAnyOrder("000000000003", "000000000004");
        assertThat(accountsOf("Deep")).containsExactly("000000000004");
        assertThat(accountsOf("r-1")).hasSize(4);
        assertThat(Failures.reason(() -> accountsOf("ou-none")))
                .isEqualTo("NOT_FOUND UNKNOWN_ORGANIZATIONAL_UNIT ou-none");
    }

    @Test
    void aMalformedRequestFailsTheStream() {
        assertThat(Failures.message(() ->
                        activity(StreamActivitySummariesRequest.newBuilder().setTop(1_001))))
                .isEqualTo("top: 1001; 1 to 1000 are allowed");
        assertThat(Failures.message(() -> usage(StreamServiceUsageRequest.newBuilder()
                        .setAccounts(AccountSelection.newBuilder().addAccountIds("7")))))
                .startsWith("accounts.account_ids[0]: \"7\" is not an account id");
    }

    private static List<String> accountsOf(String unit) {
        var stream = usage(StreamServiceUsageRequest.newBuilder()
                .setAccounts(AccountSelection.newBuilder().addOrganizationalUnits(unit)));
        return stream.subList(0, stream.size() - 1).stream()
                .map(message -> message.getAccount().getAccountId())
                .toList();
    }

    private static long eventsOfS3InFebruary(boolean failedOnly) {
        return fixture.events().stream()
                .filter(event -> event.source().equals("s3.amazonaws.com")
                        && event.time().isBefore(Instant.parse("2024-03-01T00:00:00Z"))
                        && (event.failed() || !failedOnly))
                .count();
    }

    private static List<StreamServiceUsageResponse> usage(StreamServiceUsageRequest.Builder request) {
        return all(service.organization().streamServiceUsage(request.build()));
    }

    private static List<StreamActivitySummariesResponse> activity(StreamActivitySummariesRequest.Builder request) {
        return all(service.organization().streamActivitySummaries(request.build()));
    }

    private static <T> List<T> all(Iterator<T> messages) {
        var all = new ArrayList<T>();
        messages.forEachRemaining(all::add);
        return all;
    }
}
