package dev.trailtally.report.bucket;

import com.google.rpc.Code;
import dev.trailtally.report.account.AccountStatus;
import dev.trailtally.report.interval.Span;
import dev.trailtally.rpc.RpcErrors;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds the fewest rows that answer an interval of an account exactly. */
public final class ReadPlanner {

    private ReadPlanner() {}

    /** Fails with BEYOND_RETENTION if an end of the interval needs raw events that were dropped. */
    public static ReadPlan plan(AccountStatus status, Span asked, EdgeDays edgeDays) {
        var first = status.firstEventTime();
        var last = status.lastEventTime();
        if (first == null
                || last == null
                || !asked.end().isAfter(first)
                || asked.start().isAfter(last)) {
            return ReadPlan.NOTHING;
        }
        var split = IntervalSplit.of(widened(asked, first, last));
        var days = new ArrayList<>(split.days());
        var raw = new ArrayList<Span>();
        for (var edge : split.edges()) {
            var day = edgeDays.on(edge.firstDay());
            if (day == null || !day.meets(edge)) {
                continue;
            }
            if (day.isWithin(edge)) {
                days.add(edge.firstDay());
            } else {
                raw.add(edge);
            }
        }
        checkRetention(status, asked, raw);
        return new ReadPlan(split.firstMonth(), split.endMonth(), days, raw);
    }

    // There is nothing before the first and after the last event: whole months cover an end that lies beyond them.
    static Span widened(Span asked, Instant first, Instant last) {
        var start = asked.start().isAfter(first)
                ? asked.start()
                : Span.startOf(Span.dayOf(first).withDayOfMonth(1));
        var end = asked.end().isAfter(last)
                ? Span.startOf(Span.dayOf(last).withDayOfMonth(1).plusMonths(1))
                : asked.end();
        return new Span(start, end);
    }

    private static void checkRetention(AccountStatus status, Span asked, List<Span> raw) {
        var rawEventsFrom = status.rawEventsFrom();
        if (rawEventsFrom == null) {
            return;
        }
        var nearest = asked;
        for (var piece : raw) {
            if (piece.start().isBefore(rawEventsFrom)) {
                nearest = snapped(nearest, piece);
            }
        }
        if (!nearest.equals(asked)) {
            throw beyondRetention(rawEventsFrom, nearest);
        }
    }

    private static Span snapped(Span span, Span piece) {
        var start = span.start().equals(piece.start()) ? span.start().truncatedTo(ChronoUnit.DAYS) : span.start();
        var end = span.end();
        if (end.equals(piece.end()) && !end.truncatedTo(ChronoUnit.DAYS).equals(end)) {
            end = end.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        }
        return new Span(start, end);
    }

    private static StatusRuntimeException beyondRetention(Instant rawEventsFrom, Span nearest) {
        return RpcErrors.failure(
                Code.FAILED_PRECONDITION,
                "BEYOND_RETENTION",
                "raw events before %s have been dropped, so only whole days can be counted there; nearest: %s to %s"
                        .formatted(rawEventsFrom, nearest.start(), nearest.end()),
                Map.of(
                        "raw_events_from", rawEventsFrom.toString(),
                        "nearest_start_time", nearest.start().toString(),
                        "nearest_end_time", nearest.end().toString()));
    }
}
