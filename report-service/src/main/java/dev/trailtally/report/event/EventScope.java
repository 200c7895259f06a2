package dev.trailtally.report.event;

import com.google.rpc.Code;
import dev.trailtally.report.account.AccountStatuses;
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
import io.grpc.StatusRuntimeException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a list of events observes: one account, or every account of the caller in which an access key was seen.
 *
 * @param firstEvent the first known event, kept or not; null if there is none
 * @param hiddenAccounts how many accounts are not searched for the access key because the caller may not see them
 */
record EventScope(@Nullable Span observed, @Nullable Instant firstEvent, ReportScope report, long hiddenAccounts) {

    private static final Sql KEPT_FROM = new Sql("""
            select raw_events_from
            from retention
            where isfinite(raw_events_from)
            """);

    private static final Sql OF_ACCESS_KEY = new Sql("""
            with seen as materialized (
              select
                r.account_id,
                min(r.bucket::timestamp at time zone 'UTC' + k.first_second * interval '1 second') as first_event_time,
                max(r.bucket::timestamp at time zone 'UTC' + (k.first_second + k.span) * interval '1 second') as last_event_time
              from (
                select
                  account_id, bucket, text_keys, first_seconds, spans,
                  min(bucket) over same as first_day, max(bucket) over same as last_day
                from rollup
                where :access_key_name::text is not null
                and family = 'access_key'
                and grain = 'day'
                and has_text(text_keys, :access_key_name::text)
                and is_call(category)
                and (:visible_ids::bigint[] is null or account_id = any(:visible_ids))
                window same as (partition by account_id)
              ) r
              cross join lateral unnest(r.text_keys, r.first_seconds, r.spans) k (id, first_second, span)
              where r.bucket in (r.first_day, r.last_day)
              and k.id = :access_key_name
              group by r.account_id
              union all
              select account_id, min(first_event_time), max(last_event_time)
              from access_key_day
              where :access_key_name::text is null
              and access_key_id like :access_key
              and (:visible_ids::bigint[] is null or account_id = any(:visible_ids))
              group by account_id
            )
            select
              min(first_event_time) as first_event_time,
              max(last_event_time) as last_event_time,
              min(case when isfinite(retention.raw_events_from) then retention.raw_events_from end) as raw_events_from
            from retention
            left join (
              select first_event_time, last_event_time
              from seen
              union all
              select first_event_time, last_event_time
              from ledger
              where rolled_up_at is null
              and account_id in (select account_id from seen)
              union all
              select other.first_event_time, other.last_event_time
              from seen
              cross join lateral (
                select first_event_time, last_event_time
                from category_month
                where category_month.account_id = seen.account_id
                and not is_call(category)
                offset 0
              ) other
            ) candidate on true
            """);

    static EventScope of(Snapshot snapshot, EventFilter filter, FilterReferences references) throws SQLException {
        var accountId = filter.accountId();
        return accountId == null
                ? ofAccessKey(snapshot, filter, references)
                : ofAccount(filter.interval(), Standings.of(snapshot, accountId));
    }

    private static EventScope ofAccount(AskedInterval asked, Standing standing) {
        var status = standing.status();
        var known = new Known(status.firstStoredEventTime(), status.lastStoredEventTime(), status.rawEventsFrom());
        var observed = known.observed(asked);
        return new EventScope(observed, known.firstEvent, standing.scope(observed), 0);
    }

    // No complete_until: the key may have been used in accounts that have not been read yet.
    private static EventScope ofAccessKey(Snapshot snapshot, EventFilter filter, FilterReferences references)
            throws SQLException {
        var binds = new Binds()
                .with("access_key", references.accessKey())
                .with("access_key_name", filter.accessKeyName())
                .with("visible_ids", snapshot.visible().ids());
        var known = snapshot.first(OF_ACCESS_KEY, binds, Known::of).orElseGet(() -> new Known(null, null, null));
        var observed = known.observed(filter.interval());
        var report = ReportScope.newBuilder();
        if (observed != null) {
            report.setObserved(observed.message());
        }
        return new EventScope(observed, known.firstEvent, report.build(), AccountStatuses.hiddenCount(snapshot));
    }

    /** Fails if retention has since dropped events that are left to read. */
    void checkKept(Snapshot snapshot, Span left) throws SQLException {
        var rest = new AskedInterval(left.start(), left.end());
        snapshot.first(KEPT_FROM, new Binds(), row -> row.time("raw_events_from"))
                .ifPresent(keptFrom -> new Known(firstEvent, null, keptFrom).observed(rest));
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

        /** Without a requested start, the interval starts where raw events start. */
        @Nullable
        Span observed(AskedInterval asked) {
            var keptFrom = rawEventsFrom;
            if (keptFrom == null || firstEvent == null || !firstEvent.isBefore(keptFrom)) {
                return asked.within(firstEvent, lastEvent);
            }
            var start = asked.start();
            var end = asked.end();
            boolean startsBefore = start != null && start.isBefore(keptFrom);
            boolean endsBefore = end != null && !end.isAfter(keptFrom);
            if (startsBefore || endsBefore) {
                throw beyondRetention(keptFrom, end == null || endsBefore ? keptFrom.plus(1, ChronoUnit.DAYS) : end);
            }
            return asked.within(keptFrom, lastEvent);
        }

        private static StatusRuntimeException beyondRetention(Instant keptFrom, Instant nearestEnd) {
            return RpcErrors.failure(
                    Code.FAILED_PRECONDITION,
                    "BEYOND_RETENTION",
                    "raw events before %s have been dropped; nearest: %s to %s"
                            .formatted(keptFrom, keptFrom, nearestEnd),
                    Map.of(
                            "raw_events_from", keptFrom.toString(),
                            "nearest_start_time", keptFrom.toString(),
                            "nearest_end_time", nearestEnd.toString()));
        }
    }
}
