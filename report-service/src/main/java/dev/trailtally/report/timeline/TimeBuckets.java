package dev.trailtally.report.timeline;

import dev.trailtally.report.interval.Span;
import dev.trailtally.rpc.RpcErrors;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The starts of the hours or days of a time zone that an interval touches, and the end of the last. */
public record TimeBuckets(List<Instant> starts, Instant end) {

    private static final int MAX_COUNT = 10_000;

    public TimeBuckets {
        starts = List.copyOf(starts);
        if (starts.isEmpty()) {
            throw new IllegalArgumentException("no bucket before " + end);
        }
    }

    public static TimeBuckets of(Span span, ChronoUnit unit, ZoneId zone) {
        var buckets = all(span, unit, zone, MAX_COUNT + 1);
        if (buckets.starts.size() > MAX_COUNT) {
            throw RpcErrors.invalidArgument(
                    "interval",
                    "%s to %s is more than 10,000 %s; at most 10,000 are allowed"
                            .formatted(span.start(), span.end(), unit == ChronoUnit.HOURS ? "hours" : "days"));
        }
        return buckets;
    }

    /** The newest, if there are more than allowed. */
    public static TimeBuckets newest(Span span, ChronoUnit unit, ZoneId zone) {
        var earliest = span.end().minus(unit.getDuration().multipliedBy(MAX_COUNT));
        // More than enough for hours and days of a zone that are shorter than others.
        var buckets = all(span.from(earliest), unit, zone, 2 * MAX_COUNT);
        int count = buckets.starts.size();
        return new TimeBuckets(buckets.starts.subList(Math.max(0, count - MAX_COUNT), count), buckets.end);
    }

    private static TimeBuckets all(Span span, ChronoUnit unit, ZoneId zone, int limit) {
        var start = first(span.start(), unit, zone);
        var starts = new ArrayList<Instant>();
        while (start.isBefore(span.end()) && starts.size() < limit) {
            starts.add(start);
            start = next(start, unit, zone);
        }
        return new TimeBuckets(starts, start);
    }

    // If clocks go back by half an hour, the hour before the change is not the last.
    private static Instant first(Instant instant, ChronoUnit unit, ZoneId zone) {
        var local = instant.atZone(zone);
        var start = unit == ChronoUnit.HOURS
                ? local.truncatedTo(ChronoUnit.HOURS).toInstant()
                : local.toLocalDate().atStartOfDay(zone).toInstant();
        var next = next(start, unit, zone);
        return next.isAfter(instant) ? start : next;
    }

    private static Instant next(Instant start, ChronoUnit unit, ZoneId zone) {
        if (unit == ChronoUnit.HOURS) {
            var later = start.plus(Duration.ofHours(1));
            var hour = later.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant();
            return hour.isAfter(start) ? hour : later;
        }
        var day = start.atZone(zone).toLocalDate().plusDays(1);
        var next = day.atStartOfDay(zone).toInstant();
        // A day that a zone skipped, as Samoa did with 30 December 2011, starts with the next day.
        return next.isAfter(start) ? next : day.plusDays(1).atStartOfDay(zone).toInstant();
    }

    Span span() {
        return new Span(starts.getFirst(), end);
    }
}
