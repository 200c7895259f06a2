package dev.trailtally.report.activity;

import dev.trailtally.report.interval.Times;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.Principal;
import dev.trailtally.report.v1.PrincipalActivity;
import java.sql.SQLException;

/** The top principals of an account, with what they called and with which errors. */
final class PrincipalCalls {

    private static final Sql CALLS = new Sql("""
            with bucket as (
              select principal_ref, action_ref, error_code_ref, event_count, failed_count, first_event_time, last_event_time
              from principal_call_month
              where account_id = :account_id
              and month >= :first_month
              and month < :end_month
              union all
              select principal_ref, action_ref, error_code_ref, event_count, failed_count, first_event_time, last_event_time
              from principal_call_day
              where account_id = :account_id
              and day = any(:days)
              union all
              select principal_ref, action_ref, error_code_ref, event_count, failed_count, first_event_time, last_event_time
              from principal_call_hour
              where account_id = :account_id
              and hour = any(:hours)
              union all
              select principal_ref, action_ref, error_code_ref, 1, failed::integer, event_time, event_time
              from event
              where account_id = :account_id
              and event_time >= :head_start
              and event_time < :head_end
              and batch_id not in (
                select batch_id
                from ledger
                where account_id = :account_id
                and day = :head_day
                and rolled_up_at is null
              )
              union all
              select principal_ref, action_ref, error_code_ref, 1, failed::integer, event_time, event_time
              from event
              where account_id = :account_id
              and event_time >= :tail_start
              and event_time < :tail_end
              and batch_id not in (
                select batch_id
                from ledger
                where account_id = :account_id
                and day = :tail_day
                and rolled_up_at is null
              )
            ),
            call as materialized (
              select
                principal_ref,
                action_ref,
                error_code_ref,
                sum(
                  case :outcome
                    when 'all' then event_count
                    when 'failed' then failed_count
                    else event_count - failed_count
                  end
                )::bigint as event_count,
                sum(case :outcome when 'successful' then 0 else failed_count end)::bigint as failed_count,
                min(first_event_time) as first_event_time,
                max(last_event_time) as last_event_time
              from bucket
              group by principal_ref, action_ref, error_code_ref
            ),
            principal_total as (
              select
                principal_ref,
                sum(event_count)::bigint as event_count,
                sum(failed_count)::bigint as failed_count,
                min(first_event_time) as first_event_time,
                max(last_event_time) as last_event_time,
                count(*) over () as list_value_count,
                (sum(sum(event_count)) over ())::bigint as list_event_count,
                (sum(sum(failed_count)) over ())::bigint as list_failed_count
              from call
              group by principal_ref
              having sum(event_count) > 0
            ),
            top_principal as materialized (
              select principal_total.*, principal_key, principal_type, display_name
              from principal_total
              join principal on principal.id = principal_ref
              order by event_count desc, principal_key collate "C"
              limit :top
            ),
            api_call as (
              select principal_ref, action_ref, sum(event_count)::bigint as event_count
              from call
              where principal_ref in (select principal_ref from top_principal)
              group by principal_ref, action_ref
            ),
            error as (
              select principal_ref, error_code_ref, sum(event_count)::bigint as event_count
              from call
              where principal_ref in (select principal_ref from top_principal)
              and error_code_ref <> 0
              group by principal_ref, error_code_ref
            ),
            entry as (
              select 'API_CALL' as list, principal_ref, event_source || ':' || event_name as value, event_count
              from api_call
              join action on action.id = action_ref
              where event_count > 0
              union all
              select 'ERROR_CODE', principal_ref, error_code, event_count
              from error
              join error_code on error_code.id = error_code_ref
              where event_count > 0
            ),
            ranked as (
              select
                list,
                principal_ref,
                value,
                event_count,
                row_number() over (partition by list, principal_ref order by event_count desc, value collate "C") as place,
                count(*) over (partition by list, principal_ref) as list_value_count,
                (sum(event_count) over (partition by list, principal_ref))::bigint as list_event_count
              from entry
            )
            select
              'PRINCIPAL' as list,
              row_number() over (order by event_count desc, principal_key collate "C") as place,
              principal_ref,
              principal_key as value,
              event_count,
              failed_count,
              first_event_time,
              last_event_time,
              principal_type,
              display_name,
              list_value_count,
              list_event_count,
              list_failed_count
            from top_principal
            union all
            select
              list, place, principal_ref, value, event_count, null, null, null, null, null, list_value_count, list_event_count, null
            from ranked
            where place <= :nested_top
            order by place
            """);

    private PrincipalCalls() {}

    static TopPrincipals read(Snapshot snapshot, Binds binds, GetActivitySummaryResponse.Builder response)
            throws SQLException {
        var top = new TopPrincipals();
        response.setPrincipalRemainder(TopLists.remainder(0, 0));
        snapshot.list(CALLS, binds, row -> {
            int reference = row.reference("principal_ref");
            if (row.text("list").equals("PRINCIPAL")) {
                top.byReference().put(reference, principal(row));
                count(response, top, row);
            } else {
                top.lists().add(reference, TopLists.Kind.valueOf(row.text("list")), row);
            }
            return reference;
        });
        return top;
    }

    private static PrincipalActivity.Builder principal(Row row) throws SQLException {
        return PrincipalActivity.newBuilder()
                .setPrincipal(Principal.newBuilder()
                        .setKey(row.text("value"))
                        .setDisplayName(row.text("display_name"))
                        .setType(row.text("principal_type")))
                .setEventCount(row.number("event_count"))
                .setFailedCount(row.number("failed_count"))
                .setFirstEventTime(Times.timestamp(row.time("first_event_time")))
                .setLastEventTime(Times.timestamp(row.time("last_event_time")));
    }

    // Every event has a principal, so that the totals of the list are those of the summary.
    private static void count(GetActivitySummaryResponse.Builder response, TopPrincipals top, Row row)
            throws SQLException {
        long listed = top.byReference().values().stream()
                .mapToLong(PrincipalActivity.Builder::getEventCount)
                .sum();
        response.setEventCount(row.number("list_event_count"))
                .setFailedCount(row.number("list_failed_count"))
                .setPrincipalRemainder(TopLists.remainder(
                        row.number("list_value_count") - top.byReference().size(),
                        row.number("list_event_count") - listed));
    }
}
