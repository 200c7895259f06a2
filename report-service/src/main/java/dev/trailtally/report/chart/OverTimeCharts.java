package dev.trailtally.report.chart;

import dev.trailtally.report.chart.figure.Counts;
import dev.trailtally.report.chart.figure.EmptyFigure;
import dev.trailtally.report.chart.figure.Figure;
import dev.trailtally.report.chart.figure.Heading;
import dev.trailtally.report.chart.figure.TimeFigure;
import dev.trailtally.report.chart.figure.TimeFigure.Bucket;
import dev.trailtally.report.interval.Span;
import dev.trailtally.report.timeline.ActivityOverTime;
import dev.trailtally.report.timeline.TimeBuckets;
import dev.trailtally.report.v1.ActivityOverTimeChart;
import dev.trailtally.report.v1.ActivityPoint;
import dev.trailtally.report.v1.GetActivityOverTimeRequest;
import dev.trailtally.report.v1.GetActivityOverTimeResponse;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.TimeBucket;
import dev.trailtally.rpc.RpcTimes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The events of accounts by hour or day. */
@Singleton
final class OverTimeCharts {

    private static final String TITLE = "Events over time";

    private final ActivityOverTime overTime;

    OverTimeCharts(ActivityOverTime overTime) {
        this.overTime = overTime;
    }

    Figure figure(ActivityOverTimeChart asked) {
        var accounts = asked.getAccounts();
        boolean one = accounts.getAccountIdsCount() == 1 && accounts.getOrganizationalUnitsCount() == 0;
        return figure(asked, one ? "Account " + accounts.getAccountIds(0) : "");
    }

    /** With a name for the accounts; empty for their number. */
    Figure figure(ActivityOverTimeChart asked, String name) {
        var counted = overTime.count(GetActivityOverTimeRequest.newBuilder()
                .setAccounts(asked.getAccounts())
                .setInterval(asked.getInterval())
                .setBucketValue(asked.getBucketValue())
                .setTimeZone(asked.getTimeZone())
                .addAllCategoriesValue(asked.getCategoriesValueList())
                .build());
        var zone = asked.getTimeZone().isEmpty() ? ZoneOffset.UTC : ZoneId.of(asked.getTimeZone());
        var zoneName = asked.getTimeZone().isEmpty() ? "UTC" : asked.getTimeZone();
        var accounts = name.isEmpty() ? Headings.accounts(counted.getScope()) : name;
        if (counted.getPointsCount() == 0) {
            var heading = new Heading(TITLE, List.of(accounts), Headings.warnings(counted.getScope()));
            return new EmptyFigure(heading, "No events");
        }
        var observed = counted.getScope().getObserved();
        var facts =
                List.of(accounts, "%s %s · %s".formatted(Headings.interval(observed, zone), zoneName, events(counted)));
        var unit = asked.getBucket() == TimeBucket.TIME_BUCKET_HOUR ? ChronoUnit.HOURS : ChronoUnit.DAYS;
        return new TimeFigure(
                new Heading(TITLE, facts, Headings.warnings(counted.getScope())),
                unit == ChronoUnit.HOURS ? "hour" : "day",
                zone,
                buckets(counted.getPointsList(), TimeBuckets.of(span(observed), unit, zone)));
    }

    private static String events(GetActivityOverTimeResponse counted) {
        long events = counted.getPointsList().stream()
                .mapToLong(ActivityPoint::getEventCount)
                .sum();
        long failed = counted.getPointsList().stream()
                .mapToLong(ActivityPoint::getFailedCount)
                .sum();
        return Counts.of(events, "event") + " · " + Counts.text(failed) + " failed";
    }

    private static Span span(Interval observed) {
        return new Span(RpcTimes.instant(observed.getStartTime()), RpcTimes.instant(observed.getEndTime()));
    }

    // Points exist only for buckets with events.
    private static List<Bucket> buckets(List<ActivityPoint> points, TimeBuckets asked) {
        var byStart = points.stream()
                .collect(Collectors.toMap(point -> RpcTimes.instant(point.getStartTime()), Function.identity()));
        var buckets = new ArrayList<Bucket>();
        for (int i = 0; i < asked.starts().size(); i++) {
            var start = asked.starts().get(i);
            Instant end = i + 1 < asked.starts().size() ? asked.starts().get(i + 1) : asked.end();
            var point = byStart.getOrDefault(start, ActivityPoint.getDefaultInstance());
            buckets.add(new Bucket(start, end, point.getEventCount() - point.getFailedCount(), point.getFailedCount()));
        }
        return buckets;
    }
}
