package dev.trailtally.report;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.Fixture.TestEvent;
import dev.trailtally.report.v1.ActivityBreakdown;
import dev.trailtally.report.v1.ActivityCount;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListActivityCountsRequest;
import dev.trailtally.report.v1.Outcome;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ActivityCountsTest {

    private static final Instant FROM = Instant.parse("2024-01-29T07:00:00Z");
    private static final Duration LENGTH = Duration.ofDays(40);
    private static final String ACCOUNT_ID = "000000000012";
    private static final String LONG_TEXTS = "000000000013";

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        fixture.store(1, new RandomEvents(12, FROM, LENGTH).generate(1, 4_000));
        fixture.store(
                2,
                IntStream.range(0, 1_500)
                        .mapToObj(ActivityCountsTest::longAgent)
                        .toList());
        fixture.rollUp();
        fixture.execute("insert into account (account_id) values (14)");
        service = RunningService.on(fixture.database());
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    private static TestEvent longAgent(int number) {
        var agent = "%05d".formatted(number) + "x".repeat(2_000);
        var id = new UUID(13, number);
        return new TestEvent(13, FROM, id, "eu-1", "s3", "Get", "", false, "p", "", "", "1.2.3.4", agent, null);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"ACTIVITY_BREAKDOWN_UNSPECIFIED", "UNRECOGNIZED"})
    void countsOfAnyIntervalAreThoseOfItsEvents(ActivityBreakdown breakdown) {
        var random = new Random(breakdown.getNumber());
        for (int i = 0; i < 40; i++) {
            var start = FROM.plusSeconds(random.nextLong(LENGTH.toSeconds()) - 3_600);
            var end = start.plusSeconds(1 + random.nextLong(LENGTH.toSeconds()));
            var outcome = Outcome.forNumber(1 + random.nextInt(3));
            var response = service.reports()
                    .listActivityCounts(request(breakdown)
                            .setInterval(interval(start, end))
                            .setOutcome(outcome)
                            .setPageSize(10_000)
                            .build());

            assertThat(response.getActivityCountsList().stream()
                            .map(ActivityCountsTest::line)
                            .toList())
                    .as("%s %s %s", start, end, outcome)
                    .isEqualTo(expected(breakdown, outcome, start, end));
            assertThat(response.getTotalRowCount()).isEqualTo(response.getActivityCountsCount());
        }
    }

    @Test
    void pagesJoinToTheWholeAlsoWhereRowsCameInBetween() throws SQLException {
        var request = request(ActivityBreakdown.ACTIVITY_BREAKDOWN_SOURCE_IP_ADDRESSES_BY_PRINCIPAL);
        var whole = service.reports()
                .listActivityCounts(request.clone().setPageSize(10_000).build());
        var joined = new ArrayList<ActivityCount>();
        request.setPageSize(100);
        do {
            var page = service.reports().listActivityCounts(request.build());
            joined.addAll(page.getActivityCountsList());
            if (request.getPageToken().isEmpty()) {
                fixture.execute(RollupRows.insert("run", "principal_origin", 99, """
                        select 12, date '2024-01-29', null::text, 0, id, 0, 5, 0, timestamptz '2024-01-29Z',
                          timestamptz '2024-01-29Z'
                        from source_ip
                        where id <> 0
                        """));
            }
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        fixture.execute("delete from rollup where account_id = 12 and run = 100");

        assertThat(joined).isEqualTo(whole.getActivityCountsList()).hasSizeGreaterThan(300);
    }

    @Test
    void aPageOfLongTextsEndsAfterTwoMebibytes() {
        var request = request(ActivityBreakdown.ACTIVITY_BREAKDOWN_USER_AGENTS_BY_PRINCIPAL)
                .setAccountId(LONG_TEXTS)
                .setPageSize(10_000);
        var first = service.reports().listActivityCounts(request.build());
        var second = service.reports()
                .listActivityCounts(
                        request.setPageToken(first.getNextPageToken()).build());

        assertThat(first.getSerializedSize()).isBetween(2 << 20, (2 << 20) + 10_000);
        assertThat(first.getTotalRowCount()).isEqualTo(1_500);
        assertThat(first.getActivityCountsCount() + second.getActivityCountsCount())
                .isEqualTo(1_500);
        assertThat(second.getNextPageToken()).isEmpty();
    }

    @Test
    void anAccountWithoutEventsHasNoCounts() {
        var response = service.reports()
                .listActivityCounts(request(ActivityBreakdown.ACTIVITY_BREAKDOWN_ERROR_CODES_BY_PRINCIPAL)
                        .setAccountId("000000000014")
                        .build());

        assertThat(response.getActivityCountsCount()).isZero();
        assertThat(response.getScope().getAccountId()).isEqualTo("000000000014");
    }

    @Test
    void aBreakdownIsRequired() {
        assertThat(Failures.message(() -> service.reports()
                        .listActivityCounts(request(ActivityBreakdown.ACTIVITY_BREAKDOWN_UNSPECIFIED)
                                .build())))
                .startsWith("breakdown: ACTIVITY_BREAKDOWN_UNSPECIFIED; a breakdown is required");
    }

    private static ListActivityCountsRequest.Builder request(ActivityBreakdown breakdown) {
        return ListActivityCountsRequest.newBuilder().setAccountId(ACCOUNT_ID).setBreakdown(breakdown);
    }

    private static Interval.Builder interval(Instant start, Instant end) {
        var interval = Interval.newBuilder();
        interval.getStartTimeBuilder().setSeconds(start.getEpochSecond());
        interval.getEndTimeBuilder().setSeconds(end.getEpochSecond());
        return interval;
    }

    private static String line(ActivityCount count) {
        var owner = count.hasPrincipal() ? count.getPrincipal().getKey() : count.getRegion();
        return owner + " " + count.getValue() + " " + count.getEventCount();
    }

    private static List<String> expected(ActivityBreakdown breakdown, Outcome outcome, Instant start, Instant end) {
        var counts = fixture.events().stream()
                .filter(event -> event.accountId() == 12
                        && !event.time().isBefore(start)
                        && event.time().isBefore(end))
                .filter(event ->
                        outcome == Outcome.OUTCOME_ALL || event.failed() == (outcome == Outcome.OUTCOME_FAILED))
                .filter(event -> !breakdown.name().contains("ERROR_CODES")
                        || !event.error().isEmpty())
                .collect(groupingBy(event -> key(breakdown, event), TreeMap::new, counting()));
        return counts.entrySet().stream()
                .map(count -> count.getKey() + " " + count.getValue())
                .toList();
    }

    private static String key(ActivityBreakdown breakdown, TestEvent event) {
        var action = event.source() + ":" + event.name();
        return switch (breakdown) {
            case ACTIVITY_BREAKDOWN_API_CALLS_BY_PRINCIPAL -> event.principal() + " " + action;
            case ACTIVITY_BREAKDOWN_API_CALLS_BY_REGION -> event.region() + " " + action;
            case ACTIVITY_BREAKDOWN_ERROR_CODES_BY_PRINCIPAL -> event.principal() + " " + event.error();
            case ACTIVITY_BREAKDOWN_SERVICE_ERROR_CODES_BY_PRINCIPAL ->
                event.principal() + " " + event.source() + ":" + event.error();
            case ACTIVITY_BREAKDOWN_SOURCE_IP_ADDRESSES_BY_PRINCIPAL -> event.principal() + " " + event.ip();
            case ACTIVITY_BREAKDOWN_USER_AGENTS_BY_PRINCIPAL -> event.principal() + " " + event.userAgent();
            case ACTIVITY_BREAKDOWN_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException();
        };
    }
}
