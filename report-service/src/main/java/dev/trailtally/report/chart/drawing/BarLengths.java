package dev.trailtally.report.chart.drawing;

import dev.trailtally.report.chart.figure.TimeFigure;
import dev.trailtally.report.chart.figure.TimeFigure.Bucket;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;

/** Groups buckets by the calendar of their zone, so that the number of bars is limited. */
record BarLengths(String name, boolean hours, List<Bucket> buckets) {

    private static final int[] HOURS = {1, 2, 3, 4, 6, 12};
    private static final int[] DAYS = {1, 2, 7, 14, 28, 56, 112, 224};
    private static final int MONDAY = 3; // 1 January 1970 was a Thursday

    static BarLengths of(TimeFigure figure, int most) {
        boolean hours = figure.unit().equals("hour");
        if (hours) {
            for (int length : HOURS) {
                var bars = combined(figure, length, false);
                if (bars.size() <= most) {
                    return new BarLengths(name(length, "hour"), true, bars);
                }
            }
        }
        for (int length : DAYS) {
            var bars = combined(figure, length, true);
            if (bars.size() <= most || length == DAYS[DAYS.length - 1]) {
                return new BarLengths(length == 7 ? "week" : name(length, "day"), false, bars);
            }
        }
        throw new IllegalStateException("no length of bars");
    }

    private static String name(int length, String unit) {
        return length == 1 ? unit : length + " " + unit + "s";
    }

    private static List<Bucket> combined(TimeFigure figure, int length, boolean days) {
        var bars = new ArrayList<Bucket>();
        long last = Long.MIN_VALUE;
        for (var bucket : figure.buckets()) {
            long place = place(bucket.start().atZone(figure.zone()), length, days);
            if (place == last) {
                bars.add(bars.removeLast().and(bucket));
            } else {
                bars.add(bucket);
            }
            last = place;
        }
        return bars;
    }

    private static long place(ZonedDateTime start, int length, boolean days) {
        long day = start.toLocalDate().toEpochDay();
        return days
                ? Math.floorDiv(day + MONDAY, length)
                : length == 1
                        ? start.toInstant().getEpochSecond()
                        : day * 24 + start.get(ChronoField.HOUR_OF_DAY) / length;
    }
}
