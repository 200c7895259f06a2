package dev.trailtally.report;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.Fixture.TestEvent;
import dev.trailtally.report.v1.EventCategory;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.Outcome;
import dev.trailtally.report.v1.PrincipalActivity;
import dev.trailtally.report.v1.TopCounts;
import dev.trailtally.report.v1.ValueCount;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** For any pieces that an interval is read from, the numbers equal a count of its events one by one. */
class SplitTruthTest {

    private static final long ACCOUNT = 12L;
    private static final String ACCOUNT_ID = "000000000012";
    private static final Instant FROM = Instant.parse("2023-12-29T07:00:00Z");
    private static final Duration LENGTH = Duration.ofDays(66); // ends within the month of the leap day's end

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        fixture.store(1, new RandomEvents(ACCOUNT, FROM, LENGTH).generate(1, 6_000));
        fixture.store(2, new RandomEvents(13, FROM, LENGTH).generate(2, 500));
        fixture.store(
                3, new RandomEvents(ACCOUNT, FROM.plus(Duration.ofDays(3)), Duration.ofHours(30)).generate(3, 2_000));
        fixture.rollUp();
        service = RunningService.on(fixture.database());
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void usageOfAnyIntervalEqualsItsEvents() {
        var random = new Random(5);
        for (int i = 0; i < 400; i++) {
            var interval = interval(random);
            boolean byRegion = random.nextBoolean();
            var categories = categories(i);
            var events = within(interval, categories);
            var response = service.reports()
                    .listServiceUsage(ListServiceUsageRequest.newBuilder()
                            .setAccountId(ACCOUNT_ID)
                            .setInterval(interval)
                            .setGroupByRegion(byRegion)
                            .addAllCategories(categories)
                            .setPageSize(10_000)
                            .build());
            var rows = response.getServiceUsageList().stream()
                    .map(row -> "%s|%s|%s|%s=%d/%d %d..%d"
                            .formatted(
                                    row.getRegion(),
                                    row.getEventSource(),
                                    row.getEventName(),
                                    row.getErrorCode(),
                                    row.getEventCount(),
                                    row.getFailedCount(),
                                    row.getFirstEventTime().getSeconds(),
                                    row.getLastEventTime().getSeconds()))
                    .toList();

            assertThat(rows).as("%s %s", categories, interval).isEqualTo(usage(events, byRegion));
            assertThat(response.getTotalRowCount()).isEqualTo(rows.size());
            assertThat(response.getTotalEventCount()).isEqualTo(events.size());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"OUTCOME_ALL", "OUTCOME_SUCCESSFUL", "OUTCOME_FAILED"})
    void activityOfAnyIntervalEqualsItsEvents(Outcome outcome) {
        var random = new Random(outcome.getNumber());
        for (int i = 0; i < 100; i++) {
            var interval = interval(random);
            int top = 1 + random.nextInt(8);
            var categories = categories(i);
            var events = within(interval, categories);
            var response = service.reports()
                    .getActivitySummary(GetActivitySummaryRequest.newBuilder()
                            .setAccountId(ACCOUNT_ID)
                            .setInterval(interval)
                            .setOutcome(outcome)
                            .setTop(top)
                            .addAllCategories(categories)
                            .build());

            checkActivity(response, counted(events, outcome), events, top);
        }
    }

    private static void checkActivity(
            GetActivitySummaryResponse response, List<TestEvent> counted, List<TestEvent> all, int top) {
        assertThat(response.getEventCount()).isEqualTo(counted.size());
        assertThat(response.getFailedCount())
                .isEqualTo(counted.stream().filter(TestEvent::failed).count());
        assertThat(response.getPrincipalsList().stream()
                        .map(p -> p.getPrincipal().getKey() + "=" + p.getEventCount())
                        .toList())
                .isEqualTo(top(counted, TestEvent::principal, top));
        assertThat(response.getPrincipalRemainder().getEventCount()
                        + response.getPrincipalsList().stream()
                                .mapToLong(PrincipalActivity::getEventCount)
                                .sum())
                .isEqualTo(counted.size());
        for (var principal : response.getPrincipalsList()) {
            var key = principal.getPrincipal().getKey();
            var own = counted.stream().filter(e -> e.principal().equals(key)).toList();
            checkTop(principal.getApiCalls(), own, e -> e.source() + ":" + e.name(), top);
            checkTop(principal.getSourceIpAddresses(), own, TestEvent::ip, top);
            checkTop(principal.getUserAgents(), own, TestEvent::userAgent, top);
            checkTop(
                    principal.getErrorCodes(),
                    own.stream().filter(e -> !e.error().isEmpty()).toList(),
                    TestEvent::error,
                    top);
            assertThat(principal.getFailedCount())
                    .isEqualTo(own.stream().filter(TestEvent::failed).count());
            assertThat(principal.getFirstEventTime().getSeconds())
                    .isEqualTo(all.stream()
                            .filter(e -> e.principal().equals(key))
                            .mapToLong(e -> e.time().getEpochSecond())
                            .min()
                            .orElseThrow());
        }
        assertThat(response.getRegionsList().stream()
                        .map(r -> r.getRegion() + "=" + r.getEventCount())
                        .toList())
                .isEqualTo(top(counted, TestEvent::region, top));
        for (var region : response.getRegionsList()) {
            var own = counted.stream()
                    .filter(e -> e.region().equals(region.getRegion()))
                    .toList();
            checkTop(region.getApiCalls(), own, e -> e.source() + ":" + e.name(), top);
        }
    }

    private static void checkTop(TopCounts actual, List<TestEvent> events, Function<TestEvent, String> value, int top) {
        assertThat(actual.getCountsList().stream()
                        .map(c -> c.getValue() + "=" + c.getEventCount())
                        .toList())
                .isEqualTo(top(events, value, top));
        long values = events.stream().map(value).distinct().count();
        long listed = actual.getCountsList().stream()
                .mapToLong(ValueCount::getEventCount)
                .sum();
        assertThat(actual.getRemainder().getValueCount()).isEqualTo(Math.max(0, values - top));
        assertThat(actual.getRemainder().getEventCount()).isEqualTo(events.size() - listed);
    }

    private static List<String> top(List<TestEvent> events, Function<TestEvent, String> value, int top) {
        return events.stream().collect(groupingBy(value, counting())).entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(top)
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    private static List<TestEvent> counted(List<TestEvent> events, Outcome outcome) {
        return events.stream()
                .filter(e -> outcome == Outcome.OUTCOME_ALL || e.failed() == (outcome == Outcome.OUTCOME_FAILED))
                .toList();
    }

    private static List<String> usage(List<TestEvent> events, boolean byRegion) {
        var rows = new TreeMap<List<String>, List<TestEvent>>(
                Comparator.comparing((List<String> key) -> String.join("\0", key)));
        for (var event : events) {
            var key = List.of(byRegion ? event.region() : "", event.source(), event.name(), event.error());
            rows.computeIfAbsent(key, ignored -> new ArrayList<>()).add(event);
        }
        return rows.entrySet().stream()
                .map(row -> {
                    var times = row.getValue().stream()
                            .mapToLong(e -> e.time().getEpochSecond())
                            .summaryStatistics();
                    long failed =
                            row.getValue().stream().filter(TestEvent::failed).count();
                    return "%s=%d/%d %d..%d"
                            .formatted(
                                    String.join("|", row.getKey()),
                                    times.getCount(),
                                    failed,
                                    times.getMin(),
                                    times.getMax());
                })
                .toList();
    }

    /** None, which means calls: all events of the fixture; or one of the two of the fixture. */
    private static List<EventCategory> categories(int number) {
        return switch (number % 3) {
            case 0 -> List.of();
            case 1 -> List.of(EventCategory.EVENT_CATEGORY_MANAGEMENT);
            default -> List.of(EventCategory.EVENT_CATEGORY_INSIGHT, EventCategory.EVENT_CATEGORY_DATA);
        };
    }

    private static List<TestEvent> within(Interval interval, List<EventCategory> categories) {
        return fixture.events().stream()
                .filter(event -> event.accountId() == ACCOUNT)
                .filter(event -> categories.isEmpty() || categories.contains(EventCategory.forNumber(event.category())))
                .filter(event ->
                        event.time().getEpochSecond() >= interval.getStartTime().getSeconds())
                .filter(event ->
                        event.time().getEpochSecond() < interval.getEndTime().getSeconds())
                .toList();
    }

    private static Interval interval(Random random) {
        long a = second(random);
        long b = random.nextInt(4) == 0 ? a + 1 + random.nextInt(7_200) : second(random);
        var interval = Interval.newBuilder();
        interval.getStartTimeBuilder().setSeconds(Math.min(a, b));
        interval.getEndTimeBuilder().setSeconds(Math.max(a, b) + (a == b ? 1 : 0));
        return interval.build();
    }

    // From before the first to after the last event; often on the very second of an event, an hour or a day.
    private static long second(Random random) {
        long second = FROM.getEpochSecond() - 86_400 * 2 + random.nextLong(LENGTH.toSeconds() + 86_400 * 4);
        return switch (random.nextInt(6)) {
            case 0 -> second - Math.floorMod(second, 86_400L);
            case 1 -> second - Math.floorMod(second, 3_600L);
            case 2 -> fixture.events().get(random.nextInt(6_000)).time().getEpochSecond();
            case 3 -> fixture.events().get(random.nextInt(6_000)).time().getEpochSecond() + 1;
            default -> second;
        };
    }
}
