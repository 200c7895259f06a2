package dev.trailtally.report.permission;

import dev.trailtally.report.bucket.WholeDays;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.interval.Span;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The days of an interval, itself of whole days, in several accounts, each with its own first and last event. */
record ObservedDays(AskedInterval asked, Map<Long, Events> events) {

    private static final Sql EVENTS = new Sql("""
            select account_id, first_event_time, last_event_time
            from rollup_account
            where account_id = any(:account_ids)
            and first_event_time is not null
            """);

    /** The first and last event of an account. */
    record Events(long accountId, Instant first, Instant last) {

        static Events of(Row row) throws SQLException {
            return new Events(row.number("account_id"), row.time("first_event_time"), row.time("last_event_time"));
        }
    }

    static ObservedDays of(Snapshot snapshot, AskedInterval asked, long[] accountIds) throws SQLException {
        var events = snapshot.list(EVENTS, new Binds().with("account_ids", accountIds), Events::of).stream()
                .collect(Collectors.toMap(Events::accountId, Function.identity()));
        return new ObservedDays(asked, events);
    }

    /** Null if no event of the account is known. */
    @Nullable
    Span of(long accountId) {
        var known = events.get(accountId);
        var span = known == null ? null : asked.within(known.first(), known.last());
        return span == null ? null : span.toWholeDays();
    }

    /** Whether a time lies in the interval; for an account without events, in the requested interval, which may be open. */
    boolean contain(long accountId, Instant time) {
        var observed = of(accountId);
        if (observed != null) {
            return !time.isBefore(observed.start()) && time.isBefore(observed.end());
        }
        var start = asked.start();
        var end = asked.end();
        return (start == null || !time.isBefore(start)) && (end == null || time.isBefore(end));
    }

    /** What must be read for all the accounts together: an account has no events outside its own interval. */
    WholeDays union() {
        var first = events.values().stream().map(Events::first).min(Instant::compareTo);
        var last = events.values().stream().map(Events::last).max(Instant::compareTo);
        if (first.isEmpty() || last.isEmpty()) {
            return WholeDays.NONE;
        }
        var span = asked.within(first.get(), last.get());
        return span == null ? WholeDays.NONE : WholeDays.of(span, first.get(), last.get());
    }
}
