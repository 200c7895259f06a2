package dev.trailtally.report.bucket;

import dev.trailtally.report.interval.Span;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/**
 * An interval as whole UTC months [firstMonth, endMonth), whole days beside them, and what is left of at most two days.
 * The pieces are disjoint and cover exactly the interval.
 */
record IntervalSplit(LocalDate firstMonth, LocalDate endMonth, List<LocalDate> days, List<Span> edges) {

    IntervalSplit {
        if (firstMonth.getDayOfMonth() != 1 || endMonth.getDayOfMonth() != 1 || endMonth.isBefore(firstMonth)) {
            throw new IllegalArgumentException("no months: " + firstMonth + " to " + endMonth);
        }
        days = List.copyOf(days);
        edges = List.copyOf(edges);
    }

    static IntervalSplit of(Span span) {
        var firstDay = nextOrSame(span);
        var endDay = Span.dayOf(span.end());
        if (endDay.isBefore(firstDay)) {
            var month = firstDay.withDayOfMonth(1);
            return new IntervalSplit(month, month, List.of(), List.of(span));
        }
        var edges = Stream.of(
                        new Span(span.start(), Span.startOf(firstDay)), new Span(Span.startOf(endDay), span.end()))
                .filter(edge -> !edge.isEmpty())
                .toList();
        var firstMonth = firstDay.getDayOfMonth() == 1
                ? firstDay
                : firstDay.withDayOfMonth(1).plusMonths(1);
        var endMonth = endDay.withDayOfMonth(1);
        if (!firstMonth.isBefore(endMonth)) {
            return new IntervalSplit(
                    firstMonth, firstMonth, firstDay.datesUntil(endDay).toList(), edges);
        }
        var days = Stream.concat(firstDay.datesUntil(firstMonth), endMonth.datesUntil(endDay))
                .toList();
        return new IntervalSplit(firstMonth, endMonth, days, edges);
    }

    private static LocalDate nextOrSame(Span span) {
        var day = span.firstDay();
        return Span.startOf(day).equals(span.start()) ? day : day.plusDays(1);
    }
}
