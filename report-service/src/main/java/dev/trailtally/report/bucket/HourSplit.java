package dev.trailtally.report.bucket;

import dev.trailtally.report.interval.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/** A part of one day as whole UTC hours, and the seconds left before and after them. */
record HourSplit(List<Instant> hours, List<Span> seconds) {

    private static final Duration HOUR = Duration.ofHours(1);

    HourSplit {
        hours = List.copyOf(hours);
        seconds = List.copyOf(seconds);
    }

    static HourSplit of(Span span) {
        var startHour = span.start().truncatedTo(ChronoUnit.HOURS);
        var firstHour = startHour.equals(span.start()) ? startHour : startHour.plus(HOUR);
        var endHour = span.end().truncatedTo(ChronoUnit.HOURS);
        if (endHour.isBefore(firstHour)) {
            return new HourSplit(List.of(), List.of(span));
        }
        var hours = Stream.iterate(firstHour, hour -> hour.isBefore(endHour), hour -> hour.plus(HOUR))
                .toList();
        var seconds = Stream.of(new Span(span.start(), firstHour), new Span(endHour, span.end()))
                .filter(rest -> !rest.isEmpty())
                .toList();
        return new HourSplit(hours, seconds);
    }
}
