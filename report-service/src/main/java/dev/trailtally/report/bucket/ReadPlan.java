package dev.trailtally.report.bucket;

import dev.trailtally.report.interval.Span;
import dev.trailtally.report.snapshot.Binds;
import java.time.LocalDate;
import java.util.List;

/** Which buckets and which seconds of raw events (at most two pieces) a report reads. */
public record ReadPlan(LocalDate firstMonth, LocalDate endMonth, List<LocalDate> days, List<Span> raw) {

    private static final LocalDate NO_MONTH = LocalDate.of(1970, 1, 1);

    /** Reads nothing. */
    static final ReadPlan NOTHING = new ReadPlan(NO_MONTH, NO_MONTH, List.of(), List.of());

    public ReadPlan {
        days = List.copyOf(days);
        raw = List.copyOf(raw);
        if (raw.size() > 2) {
            throw new IllegalArgumentException("an interval has two ends, not " + raw.size() + ": " + raw);
        }
    }

    /** The binds first_month, end_month and days. */
    Binds buckets() {
        return new Binds()
                .with("first_month", firstMonth)
                .with("end_month", endMonth)
                .with("days", days.toArray(LocalDate[]::new));
    }

    /** The binds of both ends: their days, and of each its start and its end. */
    Binds ends() {
        var head = raw.isEmpty() ? Span.EMPTY : raw.getFirst();
        var tail = raw.size() < 2 ? Span.EMPTY : raw.getLast();
        return new Binds()
                .with("head_day", head.firstDay())
                .with("head_start", head.start())
                .with("head_end", head.end())
                .with("tail_day", tail.firstDay())
                .with("tail_start", tail.start())
                .with("tail_end", tail.end());
    }
}
