package dev.trailtally.standalone.serviceusage;

import dev.trailtally.report.v1.Interval;
import dev.trailtally.rpc.RpcTimes;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * A UTC month, or the requested part of it.
 *
 * @param month the calendar month
 * @param start inclusive
 * @param end exclusive
 */
record Month(YearMonth month, Instant start, Instant end) {

    private static final Instant MIN = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant MAX = Instant.parse("9999-12-31T00:00:00Z");

    Month {
        if (!start.isBefore(end) || start.isBefore(begin(month)) || end.isAfter(begin(month.plusMonths(1)))) {
            throw new IllegalArgumentException(start + " to " + end + " is no part of " + month);
        }
    }

    /** The months of a period, in order. */
    static List<Month> between(Instant start, Instant end) {
        var months = new ArrayList<Month>();
        for (var month = of(start); begin(month).isBefore(end); month = month.plusMonths(1)) {
            var next = begin(month.plusMonths(1));
            months.add(new Month(
                    month, start.isAfter(begin(month)) ? start : begin(month), end.isBefore(next) ? end : next));
        }
        return months;
    }

    static YearMonth of(Instant instant) {
        return YearMonth.from(instant.atOffset(ZoneOffset.UTC));
    }

    static Instant begin(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Open at an end that no timestamp can express. */
    Interval interval() {
        return interval(start, end);
    }

    static Interval interval(Instant start, Instant end) {
        var interval = Interval.newBuilder();
        if (start.isAfter(MIN)) {
            interval.setStartTime(RpcTimes.timestamp(start));
        }
        if (end.isBefore(MAX)) {
            interval.setEndTime(RpcTimes.timestamp(end));
        }
        return interval.build();
    }

    /** Four digits. */
    String yearText() {
        return month.toString().substring(0, 4);
    }

    /** Two digits. */
    String monthText() {
        return month.toString().substring(5);
    }
}
