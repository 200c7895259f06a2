package dev.trailtally.standalone.page;

import dev.trailtally.report.v1.ActivityPoint;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.TimeBucket;
import dev.trailtally.rpc.RpcTimes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The hours or days of a chart of activity. */
final class Buckets {

    private static final Duration MAX_HOURLY = Duration.ofDays(14);
    private static final int MAX_BUCKETS = 10_000;

    private Buckets() {}

    /** Hours for up to two weeks, days for more. */
    static TimeBucket of(Interval observed) {
        var length =
                Duration.between(RpcTimes.instant(observed.getStartTime()), RpcTimes.instant(observed.getEndTime()));
        return length.compareTo(MAX_HOURLY) <= 0 ? TimeBucket.TIME_BUCKET_HOUR : TimeBucket.TIME_BUCKET_DAY;
    }

    /** The points, including those without events, which are not listed. */
    static List<ActivityPoint> filled(List<ActivityPoint> points, Interval observed, TimeBucket bucket, ZoneId zone) {
        var known = points.stream().collect(Collectors.toMap(ActivityPoint::getStartTime, Function.identity()));
        var filled = new ArrayList<ActivityPoint>();
        var end = RpcTimes.instant(observed.getEndTime());
        var start = RpcTimes.instant(observed.getStartTime());
        while (start.isBefore(end) && filled.size() < MAX_BUCKETS) {
            var time = RpcTimes.timestamp(start);
            var empty = ActivityPoint.newBuilder().setStartTime(time).build();
            filled.add(known.getOrDefault(time, empty));
            start = next(start, bucket, zone);
        }
        // Better to lack the empty points than one with events.
        return new HashSet<>(filled).containsAll(points) ? filled : points;
    }

    private static Instant next(Instant start, TimeBucket bucket, ZoneId zone) {
        return bucket == TimeBucket.TIME_BUCKET_HOUR
                ? start.plus(1, ChronoUnit.HOURS)
                : start.atZone(zone)
                        .toLocalDate()
                        .plusDays(1)
                        .atStartOfDay(zone)
                        .toInstant();
    }
}
