package dev.trailtally.report.bucket;

import com.google.rpc.Code;
import dev.trailtally.report.account.AccountStatus;
import dev.trailtally.report.account.CountedCategories;
import dev.trailtally.report.interval.Span;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.rpc.RpcErrors;
import io.grpc.StatusRuntimeException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds the fewest rows that answer an interval of an account exactly. */
public final class ReadPlanner {

    private static final Sql ACCOUNT_DAYS = Sql.plannedOnce("""
            select day, min(first_event_time) as first_event_time, max(last_event_time) as last_event_time
            from category_day
            where account_id = :account_id
            and day = any(:days)
            and category = any(:categories)
            group by day
            """);

    private ReadPlanner() {}

    /** Fails with BEYOND_RETENTION if an end of the interval needs raw events that were dropped. */
    public static ReadPlan plan(Snapshot snapshot, AccountStatus status, Span asked, CountedCategories categories)
            throws SQLException {
        var first = status.firstEventTime();
        var last = status.lastEventTime();
        if (first == null
                || last == null
                || !asked.end().isAfter(first)
                || asked.start().isAfter(last)) {
            return ReadPlan.NOTHING;
        }
        var split = IntervalSplit.of(widened(asked, first, last));
        var accountDays = accountDays(snapshot, status.accountId(), split.edges(), categories);
        var days = new ArrayList<>(split.days());
        var raw = new ArrayList<Span>();
        for (var edge : split.edges()) {
            var accountDay = accountDays.get(edge.firstDay());
            if (accountDay == null || !accountDay.meets(edge)) {
                continue;
            }
            if (accountDay.isWithin(edge)) {
                days.add(accountDay.day());
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

    private static Map<LocalDate, AccountDay> accountDays(
            Snapshot snapshot, long accountId, List<Span> edges, CountedCategories categories) throws SQLException {
        if (edges.isEmpty()) {
            return Map.of();
        }
        var binds = new Binds()
                .with("account_id", accountId)
                .with("days", edges.stream().map(Span::firstDay).toArray(LocalDate[]::new))
                .with("categories", categories.numbers());
        return snapshot.list(ACCOUNT_DAYS, binds, AccountDay::of).stream()
                .collect(Collectors.toMap(AccountDay::day, Function.identity()));
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

    private record AccountDay(LocalDate day, Instant firstEventTime, Instant lastEventTime) {

        static AccountDay of(Row row) throws SQLException {
            return new AccountDay(row.day("day"), row.time("first_event_time"), row.time("last_event_time"));
        }

        boolean meets(Span span) {
            return span.end().isAfter(firstEventTime) && !span.start().isAfter(lastEventTime);
        }

        boolean isWithin(Span span) {
            return !span.start().isAfter(firstEventTime) && span.end().isAfter(lastEventTime);
        }
    }
}
