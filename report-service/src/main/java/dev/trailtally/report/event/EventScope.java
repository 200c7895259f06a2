package dev.trailtally.report.event;

import com.google.rpc.Code;
import dev.trailtally.report.account.Scopes;
import dev.trailtally.report.account.Standing;
import dev.trailtally.report.account.Standings;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.interval.Span;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.rpc.RpcErrors;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a list of events observes: of one account, or of every account that an access key was seen in. */
record EventScope(@Nullable Span observed, ReportScope report) {

    private static final Sql OF_ACCESS_KEY = new Sql("""
            select
              min(first_event_time) as first_event_time,
              max(last_event_time) as last_event_time,
              min(case when isfinite(retention.raw_events_from) then retention.raw_events_from end) as raw_events_from
            from retention
            left join (
              select first_event_time, last_event_time
              from access_key_day
              where access_key_ref = any(:access_key_refs)
              union all
              select first_event_time, last_event_time
              from ledger
              where rolled_up_at is null
            ) seen on true
            """);

    static EventScope of(Snapshot snapshot, EventFilter filter, FilterReferences references) throws SQLException {
        var accountId = filter.accountId();
        return accountId == null
                ? ofAccessKey(snapshot, filter.interval(), references)
                : ofAccount(snapshot, filter.interval(), Standings.of(snapshot, accountId));
    }

    private static EventScope ofAccount(Snapshot snapshot, AskedInterval asked, Standing standing) throws SQLException {
        var known =
                new Known(standing.firstStoredEventTime(), standing.lastStoredEventTime(), standing.rawEventsFrom());
        var observed = known.observed(asked);
        return new EventScope(observed, Scopes.of(snapshot, standing, observed));
    }

    // No complete_until: the key may have been used in accounts of which nothing was read yet.
    private static EventScope ofAccessKey(Snapshot snapshot, AskedInterval asked, FilterReferences references)
            throws SQLException {
        var binds = new Binds().with("access_key_refs", references.accessKeys());
        var known = snapshot.first(OF_ACCESS_KEY, binds, Known::of).orElseGet(() -> new Known(null, null, null));
        var observed = known.observed(asked);
        var report = ReportScope.newBuilder();
        if (observed != null) {
            report.setObserved(Scopes.interval(observed));
        }
        return new EventScope(observed, report.build());
    }

    private record Known(
            @Nullable Instant firstEvent,
            @Nullable Instant lastEvent,
            @Nullable Instant rawEventsFrom) {

        static Known of(Row row) throws SQLException {
            return new Known(
                    row.timeOrNull("first_event_time"),
                    row.timeOrNull("last_event_time"),
                    row.timeOrNull("raw_events_from"));
        }

        /** Without a start that was asked for, the interval begins where raw events do. */
        @Nullable
        Span observed(AskedInterval asked) {
            boolean dropped = rawEventsFrom != null && firstEvent != null && firstEvent.isBefore(rawEventsFrom);
            if (dropped && asked.start() != null && asked.start().isBefore(rawEventsFrom)) {
                throw RpcErrors.failure(
                        Code.FAILED_PRECONDITION,
                        "BEYOND_RETENTION",
                        "raw events before %s have been dropped; ask for a later start".formatted(rawEventsFrom),
                        nearest(asked, rawEventsFrom));
            }
            return asked.within(dropped ? rawEventsFrom : firstEvent, lastEvent);
        }

        private Map<String, String> nearest(AskedInterval asked, Instant rawEventsFrom) {
            var end = asked.end() == null || !asked.end().isAfter(rawEventsFrom) ? null : asked.end();
            return Map.of(
                    "raw_events_from", rawEventsFrom.toString(),
                    "nearest_start_time", rawEventsFrom.toString(),
                    "nearest_end_time", end == null ? "" : end.toString());
        }
    }
}
