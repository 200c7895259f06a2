package dev.trailtally.report.bucket;

import dev.trailtally.report.interval.Span;
import dev.trailtally.report.snapshot.Binds;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** Whole UTC days as months [firstMonth, endMonth) and days beside them; rollups of both are kept forever. */
public record WholeDays(LocalDate firstMonth, LocalDate endMonth, List<LocalDate> days) {

    public static final WholeDays NONE = new WholeDays(LocalDate.EPOCH, LocalDate.EPOCH, List.of());

    public WholeDays {
        days = List.copyOf(days);
    }

    /** The days that a span touches, limited to those between the first and the last event. */
    public static WholeDays of(Span span, Instant firstEvent, Instant lastEvent) {
        var days = span.toWholeDays();
        if (!days.end().isAfter(firstEvent) || days.start().isAfter(lastEvent)) {
            return NONE;
        }
        var split = IntervalSplit.of(ReadPlanner.widened(days, firstEvent, lastEvent));
        return new WholeDays(split.firstMonth(), split.endMonth(), split.days());
    }

    /** The binds first_month, end_month and days. */
    public Binds binds() {
        return new Binds()
                .with("first_month", firstMonth)
                .with("end_month", endMonth)
                .with("days", days.toArray(LocalDate[]::new));
    }
}
