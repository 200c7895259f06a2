package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.Fixture.TestEvent;
import dev.trailtally.report.v1.ActivityPoint;
import dev.trailtally.report.v1.GetActivityOverTimeRequest;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.TimeBucket;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Around the day on which New York's clocks go forward, and the one on which they go back. */
class ActivityOverTimeTest {

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        store(1, 1, "2024-03-08T10:00:00Z");
        store(2, 2, "2024-11-01T10:00:00Z");
        fixture.rollUp();
        service = RunningService.on(fixture.database());
    }

    private static void store(long batchId, long accountId, String from) throws SQLException {
        var random = new RandomEvents(accountId, Instant.parse(from), Duration.ofDays(5));
        fixture.store(batchId, random.generate(batchId, 2_000));
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Asia/Kolkata", "Asia/Kathmandu", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe"})
    void daysAreThoseOfTheZone(String zone) {
        var zoneId = ZoneId.of(zone.isEmpty() ? "UTC" : zone);
        var points = points(request(zone, TimeBucket.TIME_BUCKET_DAY));

        assertThat(counts(points))
                .isEqualTo(fixture.events().stream()
                        .collect(Collectors.groupingBy(
                                event -> day(event, zoneId), TreeMap::new, Collectors.counting())));
        assertThat(points.stream().mapToLong(ActivityPoint::getFailedCount).sum())
                .isEqualTo(fixture.events().stream().filter(TestEvent::failed).count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Asia/Kolkata", "Asia/Kathmandu", "America/New_York"})
    void hoursAreThoseOfTheZone(String zone) {
        var offset = Duration.ofMinutes(
                switch (zone) {
                    case "Asia/Kolkata" -> 30;
                    case "Asia/Kathmandu" -> 45;
                    default -> 0;
                });
        var points = points(request(zone, TimeBucket.TIME_BUCKET_HOUR).setByAccount(true));

        assertThat(counts(points))
                .isEqualTo(fixture.events().stream()
                        .collect(Collectors.groupingBy(
                                event -> hour(event.time(), offset.toSeconds()), TreeMap::new, Collectors.counting())));
        assertThat(points.stream().map(ActivityPoint::getAccountId).distinct())
                .containsExactly("000000000001", "000000000002");
    }

    @Test
    void aDayOfAClockChangeHas23Or25Hours() {
        assertThat(hoursOfNewYork("2024-03-10")).isEqualTo(23);
        assertThat(hoursOfNewYork("2024-11-03")).isEqualTo(25);
    }

    @Test
    void anIntervalIsMovedOutwardsToWholeBuckets() {
        var noon = Instant.parse("2024-03-09T12:00:00Z");
        var response = service.organization()
                .getActivityOverTime(request("Asia/Kathmandu", TimeBucket.TIME_BUCKET_DAY)
                        .setInterval(interval(noon, noon.plusSeconds(1)))
                        .build());

        assertThat(response.getPointsList()).hasSize(1);
        assertThat(response.getScope().getObserved())
                .isEqualTo(interval(Instant.parse("2024-03-08T18:15:00Z"), Instant.parse("2024-03-09T18:15:00Z")));
    }

    @Test
    void tooManyBucketsAndUnknownZonesAreRefused() {
        assertThat(Failures.message(() -> points(request("Mars/Olympus", TimeBucket.TIME_BUCKET_DAY))))
                .isEqualTo("time_zone: \"Mars/Olympus\"; an IANA name such as \"Asia/Tokyo\" is allowed");
        assertThat(Failures.message(() -> points(request("", TimeBucket.TIME_BUCKET_HOUR)
                        .setInterval(interval(Instant.EPOCH, Instant.parse("2024-01-01T00:00:00Z"))))))
                .endsWith("is more than 10,000 hours; at most 10,000 are allowed");
    }

    private static long hoursOfNewYork(String day) {
        var local = LocalDate.parse(day).atStartOfDay(ZoneId.of("America/New_York"));
        var response = service.organization()
                .getActivityOverTime(request("America/New_York", TimeBucket.TIME_BUCKET_DAY)
                        .setInterval(
                                interval(local.toInstant(), local.toInstant().plusSeconds(1)))
                        .build());
        var observed = response.getScope().getObserved();
        return (observed.getEndTime().getSeconds() - observed.getStartTime().getSeconds()) / 3_600;
    }

    private static Instant hour(Instant time, long offset) {
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond() + offset, 3_600L) * 3_600 - offset);
    }

    private static Instant day(TestEvent event, ZoneId zone) {
        return event.time().atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
    }

    private static Map<Instant, Long> counts(List<ActivityPoint> points) {
        return points.stream()
                .collect(Collectors.toMap(
                        point -> Instant.ofEpochSecond(point.getStartTime().getSeconds()),
                        ActivityPoint::getEventCount,
                        Long::sum,
                        TreeMap::new));
    }

    private static List<ActivityPoint> points(GetActivityOverTimeRequest.Builder request) {
        return service.organization().getActivityOverTime(request.build()).getPointsList();
    }

    private static GetActivityOverTimeRequest.Builder request(String zone, TimeBucket bucket) {
        return GetActivityOverTimeRequest.newBuilder().setTimeZone(zone).setBucket(bucket);
    }

    private static Interval interval(Instant start, Instant end) {
        var interval = Interval.newBuilder();
        interval.getStartTimeBuilder().setSeconds(start.getEpochSecond());
        interval.getEndTimeBuilder().setSeconds(end.getEpochSecond());
        return interval.build();
    }
}
