package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.trailtally.report.Fixture.TestEvent;
import dev.trailtally.report.v1.AccountCount;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.AccountService;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListAccountServicesRequest;
import dev.trailtally.report.v1.Partition;
import dev.trailtally.report.v1.PrincipalCount;
import dev.trailtally.report.v1.TopCounts;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every number is recounted from the events. */
class OrganizationReportTest {

    private static final Instant FROM = Instant.parse("2024-01-20T09:00:00Z");
    private static final Instant FIRST_DAY = Instant.parse("2024-01-25T00:00:00Z");
    private static final Instant END_DAY = Instant.parse("2024-03-05T00:00:00Z");

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        for (int account = 1; account <= 6; account++) {
            var random = new RandomEvents(account, FROM, Duration.ofDays(60));
            fixture.store(account, random.generate(account, 100 * account));
        }
        fixture.rollUp();
        fixture.execute("insert into account (account_id, account_name) values (2, 'Two'), (99, 'Quiet')");
        service = RunningService.on(fixture.database());
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-22, 2024-03-18",
        "2024-02-02, 2024-02-27",
        "2024-01-30, 2024-02-20",
        "2024-01-21, 2024-02-25",
        "2024-02-01, 2024-02-28",
        "2024-02-03, 2024-03-01",
        "2024-02-28, 2024-03-04"
    })
    void aSummaryOfMostOfAMonthCountsExactlyItsDays(LocalDate start, LocalDate end) {
        var summary = service.organization()
                .getOrganizationSummary(GetOrganizationSummaryRequest.newBuilder()
                        .setInterval(interval(startOf(start), startOf(end)))
                        .setTop(1_000)
                        .build());
        Predicate<TestEvent> within =
                event -> !event.day().isBefore(start) && event.day().isBefore(end);

        assertThat(summary.getEventCount()).isEqualTo(count(within));
        assertThat(summary.getFailedCount()).isEqualTo(count(within.and(TestEvent::failed)));
        assertThat(counts(summary.getServices())).isEqualTo(counts(within, TestEvent::source));
        assertThat(counts(summary.getErrorCodes()))
                .isEqualTo(counts(within.and(event -> !event.error().isEmpty()), TestEvent::error));
        assertThat(summary.getPrincipalsList().stream()
                        .collect(Collectors.toMap(
                                principal -> principal.getPrincipal().getKey(), PrincipalCount::getEventCount)))
                .isEqualTo(counts(within, TestEvent::principal));
    }

    private static Instant startOf(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    @Test
    void aSummaryOfDaysCountsExactlyTheirEvents() {
        var summary = service.organization()
                .getOrganizationSummary(GetOrganizationSummaryRequest.newBuilder()
                        .setInterval(interval(FIRST_DAY, END_DAY))
                        .build());
        Predicate<TestEvent> within =
                event -> !event.time().isBefore(FIRST_DAY) && event.time().isBefore(END_DAY);

        assertThat(summary.getEventCount()).isEqualTo(count(within));
        assertThat(summary.getFailedCount()).isEqualTo(count(within.and(TestEvent::failed)));
        assertThat(summary.getAccountsList())
                .extracting(AccountCount::getAccountId, AccountCount::getEventCount)
                .startsWith(tuple("000000000006", count(within.and(of(6)))))
                .hasSize(6);
        assertThat(counts(summary.getServices())).isEqualTo(counts(within, TestEvent::source));
        assertThat(counts(summary.getErrorCodes()))
                .isEqualTo(counts(within.and(event -> !event.error().isEmpty()), TestEvent::error));
        assertThat(counts(summary.getDeniedActions()))
                .isEqualTo(counts(
                        within.and(event -> event.error().equals("AccessDenied")),
                        event -> event.source() + ":" + event.name()));
        assertThat(summary.getPrincipalsCount()).isEqualTo(40);
        var first = summary.getPrincipals(0);
        assertThat(first.getEventCount())
                .isEqualTo(count(within.and(
                        event -> event.principal().equals(first.getPrincipal().getKey()))));
        assertThat(summary.getPrincipalRemainder().getEventCount())
                .isEqualTo(count(within)
                        - summary.getPrincipalsList().stream()
                                .mapToLong(principal -> principal.getEventCount())
                                .sum());
        assertThat(summary.getScope().getAccountCount()).isEqualTo(7);
    }

    @Test
    void topCutsEachListAndTheRemainderHasTheRest() {
        var summary = service.organization()
                .getOrganizationSummary(
                        GetOrganizationSummaryRequest.newBuilder().setTop(1).build());

        assertThat(summary.getEventCount()).isEqualTo(2_100);
        assertThat(summary.getAccountsList()).hasSize(1);
        assertThat(summary.getAccountRemainder().getValueCount()).isEqualTo(5);
        assertThat(summary.getAccountRemainder().getEventCount()).isEqualTo(1_500);
        assertThat(summary.getServices().getCountsCount()).isEqualTo(1);
        assertThat(summary.getServices().getRemainder().getValueCount()).isEqualTo(2);
        assertThat(summary.getPrincipalsList()).hasSize(1);
    }

    @Test
    void aSelectionLeavesTheOtherAccountsOut() {
        var summary = service.organization()
                .getOrganizationSummary(GetOrganizationSummaryRequest.newBuilder()
                        .setAccounts(AccountSelection.newBuilder().addAccountIds("000000000002"))
                        .setPartition(Partition.newBuilder().setYear(2024).setMonth(2))
                        .build());

        assertThat(summary.getEventCount())
                .isEqualTo(count(of(2).and(event -> event.time().toString().startsWith("2024-02"))));
        assertThat(summary.getAccounts(0).getAccountName()).isEqualTo("Two");
        assertThat(Failures.reason(() -> service.organization()
                        .getOrganizationSummary(GetOrganizationSummaryRequest.newBuilder()
                                .setAccounts(AccountSelection.newBuilder().addAccountIds("999999999999"))
                                .build())))
                .isEqualTo("NOT_FOUND UNKNOWN_ACCOUNT 999999999999");
    }

    @Test
    void onlyWholeDaysAreAllowed() {
        assertThat(Failures.message(() -> service.organization()
                        .getOrganizationSummary(GetOrganizationSummaryRequest.newBuilder()
                                .setInterval(interval(FIRST_DAY.plusSeconds(3_600), END_DAY))
                                .build())))
                .isEqualTo("interval.start_time: 2024-01-25T01:00:00Z; midnights in UTC are allowed, "
                        + "such as 2024-01-25T00:00:00Z");
    }

    @Test
    void pagesOfAccountServicesJoinToTheWholeWhileEventsArrive() throws SQLException {
        var request = ListAccountServicesRequest.newBuilder().setInterval(interval(FIRST_DAY, END_DAY));
        var whole = service.organization().listAccountServices(request.build());
        var joined = new ArrayList<AccountService>();
        request.setPageSize(4);
        do {
            var page = service.organization().listAccountServices(request.build());
            joined.addAll(page.getAccountServicesList());
            request.setPageToken(page.getNextPageToken());
            fixture.execute(RollupRows.insert("run", "service", 2, """
                    select 1, date '2024-02-01', null::text, id, null::bigint, null::bigint, 0, 0, timestamptz '2024-02-01Z',
                      timestamptz '2024-02-01Z'
                    from event_source
                    """) + " on conflict do nothing");
        } while (!request.getPageToken().isEmpty());

        assertThat(joined).isEqualTo(whole.getAccountServicesList()).hasSize(18);
        for (var cell : whole.getAccountServicesList()) {
            assertThat(cell.getEventCount())
                    .isEqualTo(count(of(Long.parseLong(cell.getAccountId()))
                            .and(event -> event.source().equals(cell.getEventSource()))
                            .and(event -> !event.time().isBefore(FIRST_DAY)
                                    && event.time().isBefore(END_DAY))));
        }
    }

    @Test
    void servicesFilterTheCells() {
        var cells = service.organization()
                .listAccountServices(ListAccountServicesRequest.newBuilder()
                        .addServices("ec2")
                        .build());

        assertThat(cells.getAccountServicesList())
                .hasSize(6)
                .allMatch(cell -> cell.getEventSource().equals("ec2.amazonaws.com"));
    }

    private static Predicate<TestEvent> of(long accountId) {
        return event -> event.accountId() == accountId;
    }

    private static long count(Predicate<TestEvent> counted) {
        return fixture.events().stream().filter(counted).count();
    }

    private static Map<String, Long> counts(Predicate<TestEvent> counted, Function<TestEvent, String> value) {
        return fixture.events().stream()
                .filter(counted)
                .collect(Collectors.groupingBy(value, TreeMap::new, Collectors.counting()));
    }

    private static Map<String, Long> counts(TopCounts list) {
        var counts = new TreeMap<String, Long>();
        list.getCountsList().forEach(count -> counts.put(count.getValue(), count.getEventCount()));
        return counts;
    }

    private static Interval interval(Instant start, Instant end) {
        var interval = Interval.newBuilder();
        interval.getStartTimeBuilder().setSeconds(start.getEpochSecond());
        interval.getEndTimeBuilder().setSeconds(end.getEpochSecond());
        return interval.build();
    }
}
