package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.LookupGap;
import dev.trailtally.report.v1.RegionCoverage;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.report.v1.StreamActivitySummariesRequest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a report says about the requested LookupEvents windows. */
class LookupCompletenessTest {

    private static final long QUIET = 34; // without a known event
    private static final Duration DELIVERY = Duration.ofMinutes(15);
    private static final Instant START = Instant.parse("2024-02-01T00:00:00Z");
    private static final Instant MIDDLE = Instant.parse("2024-02-20T00:00:00Z");
    private static final Instant END = Instant.parse("2024-03-01T12:00:00Z");

    private Fixture fixture;
    private Lookups lookups;
    private RunningService service;

    @BeforeEach
    void start() throws SQLException {
        fixture = Fixture.create();
        lookups = new Lookups(fixture);
        fixture.execute("insert into account (account_id, account_name) values (34, 'quiet')");
        service = RunningService.on(fixture.database());
    }

    /** Whatever a test has made of scans and units, no answer changes when what ended long ago is pruned. */
    @AfterEach
    void stop() throws SQLException {
        try {
            var before = answers();
            lookups.prune();
            assertThat(answers()).as("once its scans are pruned").isEqualTo(before);
        } finally {
            service.close();
            fixture.close();
        }
    }

    private List<Message> answers() {
        var accounts = service.reports()
                .listAccounts(ListAccountsRequest.getDefaultInstance())
                .getAccountsList();
        return Stream.<Message>concat(
                        accounts.stream(),
                        accounts.stream().map(account -> scope(Long.parseLong(account.getAccountId()))))
                .toList();
    }

    @Test
    void aQuietAccountIsCompleteUntilLateEventsMayCome() throws SQLException {
        lookups.scan().complete(QUIET, "eu-west-1", START, END);

        assertThat(completeUntil(QUIET)).isEqualTo(END.minus(DELIVERY));
        assertThat(gaps(QUIET)).isEmpty();
        assertThat(scope(QUIET).getCoverage().getRegionsList())
                .containsExactly(RegionCoverage.newBuilder()
                        .setRegion("eu-west-1")
                        .addCompleteLookups(interval(START, END.minus(DELIVERY)))
                        .build());
    }

    @Test
    void theRegionThatIsReadLeastFarBoundsTheAccount() throws SQLException {
        lookups.scan().complete(QUIET, "eu-west-1", START, END);
        lookups.scan("us-east-1").complete(QUIET, "us-east-1", START, MIDDLE);

        assertThat(completeUntil(QUIET)).isEqualTo(MIDDLE.minus(DELIVERY));
    }

    @Test
    void aFailedRegionIsAGapWithItsReason() throws SQLException {
        var scan = lookups.scan();
        scan.complete(QUIET, "eu-west-1", START, END);
        scan.failed(QUIET, "us-east-1", MIDDLE, END);

        assertThat(completeUntil(QUIET)).isEqualTo(MIDDLE);
        assertThat(gaps(QUIET))
                .containsExactly(LookupGap.newBuilder()
                        .setRegion("us-east-1")
                        .setMissing(interval(MIDDLE, END))
                        .setScanId(scan.id().toString())
                        .setCode("AccessDeniedException")
                        .setMessage("not allowed")
                        .setNextStep("Allow it.")
                        .build());
    }

    @Test
    void aGapEndsWhenALaterScanReadsIt() throws SQLException {
        lookups.scan().failed(QUIET, "us-east-1", START, END);
        var minuteLater = END.plusSeconds(60);

        lookups.scan().complete(QUIET, "us-east-1", START, minuteLater);

        assertThat(gaps(QUIET)).isEmpty();
        assertThat(completeUntil(QUIET)).isEqualTo(minuteLater.minus(DELIVERY));
    }

    @Test
    void whatAnEarlierScanHasReadIsNotMissing() throws SQLException {
        lookups.scan().complete(QUIET, "us-east-1", START, MIDDLE);
        lookups.scan().failed(QUIET, "us-east-1", START, END);

        assertThat(gaps(QUIET))
                .extracting(LookupGap::getMissing)
                .containsExactly(interval(MIDDLE.minus(DELIVERY), END));
        assertThat(completeUntil(QUIET)).isEqualTo(MIDDLE.minus(DELIVERY));
    }

    @Test
    void aGapBetweenCompleteIntervalsStays() throws SQLException {
        lookups.scan().failed(QUIET, "us-east-1", START, MIDDLE);
        lookups.scan().complete(QUIET, "us-east-1", START, START.plus(DELIVERY.multipliedBy(5)));
        lookups.scan().complete(QUIET, "us-east-1", MIDDLE, END.plus(Duration.ofDays(365)));

        assertThat(completeUntil(QUIET)).isEqualTo(START.plus(DELIVERY.multipliedBy(4)));
        assertThat(scope(QUIET).getCoverage().getRegions(0).getCompleteLookupsList())
                .extracting(Interval::getStartTime)
                .containsExactly(timestamp(MIDDLE), timestamp(START));
    }

    @Test
    void whatAwsNoLongerHeldWhenTheRegionWasReadIsNoGap() throws SQLException {
        var history = Duration.ofDays(90);
        var dayLater = END.plus(Duration.ofDays(1));
        lookups.scan().failed(QUIET, "us-east-1", END.minus(history), END);
        lookups.scan().complete(QUIET, "us-east-1", dayLater.minus(history), dayLater);

        assertThat(gaps(QUIET)).isEmpty();
        assertThat(completeUntil(QUIET)).isEqualTo(dayLater.minus(DELIVERY));
    }

    @ParameterizedTest
    @CsvSource({"pending, PENDING", "running, PENDING", "cancelled, CANCELLED"})
    void ofAUnitThatIsReadInPartItsSlicesAreMissing(String state, String code) throws SQLException {
        var scan = lookups.scan();
        scan.open(QUIET, "us-east-1", START, END, state);
        scan.unread("us-east-1", 1, START, START.plusSeconds(3_600));
        scan.unread("us-east-1", 2, MIDDLE, MIDDLE.plusSeconds(60));
        lookups.scan("us-east-1").complete(QUIET, "us-east-1", START, START.plusSeconds(7_200));

        assertThat(gaps(QUIET))
                .extracting(LookupGap::getCode, LookupGap::getMissing)
                .containsExactly(tuple(code, interval(MIDDLE, MIDDLE.plusSeconds(60))));
        assertThat(completeUntil(QUIET)).isEqualTo(START.plusSeconds(7_200).minus(DELIVERY));
    }

    @Test
    void aFilteredScanCoversNothingAndLeavesNoGap() throws SQLException {
        lookups.scan().filtered(QUIET, "us-east-1", START, END, "complete");
        lookups.scan().filtered(QUIET, "us-east-1", START, END, "failed");

        assertThat(gaps(QUIET)).isEmpty();
        assertThat(scope(QUIET).hasCompleteUntil()).isFalse();

        lookups.scan().complete(QUIET, "us-east-1", START, MIDDLE);
        assertThat(completeUntil(QUIET)).isEqualTo(MIDDLE.minus(DELIVERY));
    }

    @Test
    void anAccountKnownByItsFailureAloneIsReported() throws SQLException {
        var scan = lookups.scan();
        scan.failed(56, "", START, END);
        var gap = LookupGap.newBuilder()
                .setMissing(interval(START, END))
                .setScanId(scan.id().toString())
                .setCode("AccessDeniedException")
                .setMessage("not allowed")
                .setNextStep("Allow it.")
                .build();

        assertThat(gaps(56)).containsExactly(gap);
        assertNothingIsComplete(56);
        var activity = service.reports()
                .getActivitySummary(GetActivitySummaryRequest.newBuilder()
                        .setAccountId("000000000056")
                        .build());
        assertThat(activity.getScope().getAccountName()).isEqualTo("closed");
        assertThat(activity.getScope().getCoverage().getLookupGapsList()).containsExactly(gap);
        var events = service.reports()
                .listEvents(ListEventsRequest.newBuilder()
                        .setAccountId("000000000056")
                        .build());
        assertThat(events.getEventsList()).isEmpty();
        assertThat(events.getScope().getCoverage().getLookupGapsList()).containsExactly(gap);
        assertThat(account(56).getName()).isEqualTo("closed");
        assertThat(account(56).getCoverage().getLookupGapsList()).containsExactly(gap);
    }

    @Test
    void aFailureOfTheAccountEndsWhereItsRegionsAreAskedAgain() throws SQLException {
        lookups.scan().failed(56, "", START, END);
        var retry = lookups.scan();
        retry.open(56, "us-east-1", START, END, "running");
        retry.open(56, "eu-west-1", START, END, "pending");
        assertThat(gaps(56)).extracting(LookupGap::getRegion).containsExactly("eu-west-1", "us-east-1");

        fixture.execute("delete from scan_unit where region <> ''");
        retry.complete(56, "us-east-1", START, END);
        retry.complete(56, "eu-west-1", START, END);
        assertThat(gaps(56)).isEmpty();
        assertThat(completeUntil(56)).isEqualTo(END.minus(DELIVERY));
    }

    @Test
    void aFailureOfTheAccountTakesNothingFromWhatWasReadBefore() throws SQLException {
        lookups.scan().complete(56, "us-east-1", START, MIDDLE);
        lookups.scan().failed(56, "", START, END);
        assertThat(completeUntil(56)).isEqualTo(MIDDLE.minus(DELIVERY));
        assertThat(gaps(56)).extracting(LookupGap::getRegion).containsExactly("");

        lookups.scan().complete(56, "us-east-1", MIDDLE.minus(DELIVERY), END);
        assertThat(gaps(56)).isEmpty();
        assertThat(completeUntil(56)).isEqualTo(END.minus(DELIVERY));
    }

    @Test
    void aFailureOfTheAccountIsNotMendedByFewerRegions() throws SQLException {
        lookups.scan().failed(56, "", START, END);
        lookups.scan("us-east-1").complete(56, "us-east-1", START, END);
        assertThat(gaps(56)).extracting(LookupGap::getMissing).containsExactly(interval(START, END));

        fixture.execute("update scan set regions = '{us-east-1}'");
        assertThat(gaps(56)).isEmpty();

        fixture.execute("update scan set regions = '{eu-west-1,us-east-1}'");
        assertThat(gaps(56)).extracting(LookupGap::getMissing).containsExactly(interval(START, END));
    }

    @Test
    void logObjectsAndLookupsBothBoundTheAccount() throws SQLException {
        fixture.store(1, new RandomEvents(12, START, Duration.ofDays(3)).generate(1, 50));
        fixture.rollUp();
        lookups.scan().complete(12, "us-east-1", START, END);
        var region = "(select min(id) from region where id > 0)";
        fixture.execute("insert into coverage values (12, " + region + ", 50, 50, 0, 0, null, null, null)");
        assertThat(completeUntil(12)).isEqualTo(END.minus(DELIVERY));

        fixture.execute("update ledger set rolled_up_at = null");
        var first = fixture.events().stream()
                .map(Fixture.TestEvent::time)
                .min(Instant::compareTo)
                .orElseThrow();
        assertThat(completeUntil(12)).isEqualTo(first);
        fixture.execute("update ledger set rolled_up_at = now()");

        var listing = START.plus(Duration.ofDays(1));
        fixture.execute("update coverage set listed_at = '" + listing + "'");
        assertThat(completeUntil(12)).isEqualTo(listing.minus(DELIVERY));

        lookups.scan().failed(12, "eu-west-1", START.plusSeconds(1), END);
        assertThat(completeUntil(12)).isEqualTo(START.plusSeconds(1));
    }

    @Test
    void gapsAreCountedAndTheNewestAreNamed() throws SQLException {
        var scan = lookups.scan();
        fixture.execute("""
                insert into scan_unit (scan_id, account_id, region, turn, start_time, end_time, whole, state)
                select '%s', 34, 'region-' || n, n, '%s'::timestamptz + n * interval '1 s', '%s', true, 'cancelled'
                from generate_series(1, 10100) n
                """.formatted(scan.id(), START, END));

        assertThat(scope(QUIET).getCoverage().getLookupGapCount()).isEqualTo(10_001);
        assertThat(gaps(QUIET)).hasSize(20);
        assertThat(account(QUIET).getCoverage().getLookupGapsCount()).isEqualTo(3);
        assertNothingIsComplete(QUIET);
    }

    @Test
    void nothingIsCompleteBeforeWhatWasRead() throws SQLException {
        lookups.scan().complete(QUIET, "eu-west-1", MIDDLE, END);
        lookups.scan().failed(QUIET, "us-east-1", MIDDLE, END);
        assertNothingIsComplete(QUIET);

        lookups.scan().failed(QUIET, "us-east-2", START, END);
        assertNothingIsComplete(QUIET);
    }

    @ParameterizedTest
    @CsvSource({"pending", "running", "cancelled", "failed"})
    void aWindowThatIsOnlyAskedForCompletesNothing(String state) throws SQLException {
        var scan = lookups.scan();
        if (state.equals("failed")) {
            scan.failed(QUIET, "us-east-1", START, END);
        } else {
            scan.open(QUIET, "us-east-1", START, END, state);
        }

        assertNothingIsComplete(QUIET);
    }

    private void assertNothingIsComplete(long accountId) {
        assertThat(account(accountId).hasCompleteUntil()).isFalse();
        assertThat(scope(accountId).hasCompleteUntil()).isFalse();
        var selection = AccountSelection.newBuilder().addAccountIds("%012d".formatted(accountId));
        var summary = service.organization()
                .getOrganizationSummary(GetOrganizationSummaryRequest.newBuilder()
                        .setAccounts(selection)
                        .build());
        assertThat(summary.getScope().hasCompleteUntil()).isFalse();
        service.organization()
                .streamActivitySummaries(StreamActivitySummariesRequest.newBuilder()
                        .setAccounts(selection)
                        .build())
                .forEachRemaining(message -> {
                    assertThat(message.getAccount().getScope().hasCompleteUntil())
                            .isFalse();
                    assertThat(message.getTotals().hasCompleteUntil()).isFalse();
                });
    }

    private List<LookupGap> gaps(long accountId) {
        return scope(accountId).getCoverage().getLookupGapsList();
    }

    private Instant completeUntil(long accountId) {
        var completeUntil = scope(accountId).getCompleteUntil();
        assertThat(account(accountId).getCompleteUntil()).isEqualTo(completeUntil);
        return Instant.ofEpochSecond(completeUntil.getSeconds());
    }

    private ReportScope scope(long accountId) {
        return service.reports()
                .listServiceUsage(ListServiceUsageRequest.newBuilder()
                        .setAccountId("%012d".formatted(accountId))
                        .build())
                .getScope();
    }

    private Account account(long accountId) {
        return service.reports()
                .listAccounts(ListAccountsRequest.newBuilder()
                        .addAccountIds("%012d".formatted(accountId))
                        .build())
                .getAccounts(0);
    }

    private static Interval interval(Instant start, Instant end) {
        return Interval.newBuilder()
                .setStartTime(timestamp(start))
                .setEndTime(timestamp(end))
                .build();
    }

    private static Timestamp timestamp(Instant instant) {
        return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).build();
    }
}
