package dev.trailtally.report.permission;

import dev.trailtally.report.bucket.WholeDays;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import java.sql.SQLException;
import java.util.List;

/** Reads what principals called, by account, principal, event source and event name. */
final class Calls {

    private static final Sql PRINCIPALS = new Sql("""
            select id
            from principal
            where principal_key = any(:principal_keys)
            """);

    // The principals of all accounts together; the account distinguishes a principal that called in several. Rows of
    // rollup are in the order of their principals: those that have none of these are not unpacked.
    private static final Sql CALLS = new Sql("""
            with denial as (
              select id
              from error_code
              where error_code ~ :denied
            ),
            bucket as (
              select account_id, principal_ref, action_ref, error_code_ref, event_count, failed_count,
                first_event_time, last_event_time
              from principal_call_month
              where account_id = any(:account_ids)
              and month >= :first_month
              and month < :end_month
              and first_key <= (select max(ref) from unnest(:principal_refs::bigint[]) ref)
              and last_key >= (select min(ref) from unnest(:principal_refs::bigint[]) ref)
              and principal_ref = any(:principal_refs)
              union all
              select account_id, principal_ref, action_ref, error_code_ref, event_count, failed_count,
                first_event_time, last_event_time
              from principal_call_day
              where account_id = any(:account_ids)
              and day = any(:days)
              and first_key <= (select max(ref) from unnest(:principal_refs::bigint[]) ref)
              and last_key >= (select min(ref) from unnest(:principal_refs::bigint[]) ref)
              and principal_ref = any(:principal_refs)
            ),
            call as (
              select
                account_id,
                principal_key,
                action_ref,
                sum(event_count)::bigint as event_count,
                sum(failed_count)::bigint as failed_count,
                coalesce(sum(event_count) filter (where denial.id is not null), 0)::bigint as denied_count,
                min(first_event_time) as first_event_time,
                max(last_event_time) as last_event_time,
                min(first_event_time) filter (where denial.id is null) as first_allowed_event_time,
                max(last_event_time) filter (where denial.id is null) as last_allowed_event_time
              from bucket
              join principal on principal.id = bucket.principal_ref
              left join denial on denial.id = bucket.error_code_ref
              group by account_id, principal_key, action_ref
            )
            select
              call.account_id,
              call.principal_key,
              action.event_source,
              action.event_name,
              call.event_count,
              call.failed_count,
              call.denied_count,
              call.first_event_time,
              call.last_event_time,
              call.first_allowed_event_time,
              call.last_allowed_event_time
            from call
            join action on action.id = call.action_ref
            order by call.account_id, call.principal_key collate "C", action.event_source collate "C",
              action.event_name collate "C"
            limit :limit
            """);

    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private Calls() {}

    static List<Call> of(Snapshot snapshot, long[] accountIds, String[] principalKeys, WholeDays days)
            throws SQLException {
        return of(snapshot, accountIds, principalKeys, days, NO_LIMIT);
    }

    static List<Call> of(Snapshot snapshot, long[] accountIds, String[] principalKeys, WholeDays days, int limit)
            throws SQLException {
        var refs = snapshot.references(PRINCIPALS, new Binds().with("principal_keys", principalKeys));
        var binds = days.binds()
                .with("account_ids", accountIds)
                .withReferences("principal_refs", refs)
                .with("denied", Denials.PATTERN)
                .with("limit", limit);
        return snapshot.list(CALLS, binds, Call::of);
    }
}
