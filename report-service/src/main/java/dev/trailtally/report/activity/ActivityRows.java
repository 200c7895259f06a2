package dev.trailtally.report.activity;

import dev.trailtally.report.bucket.BucketSql;
import dev.trailtally.report.bucket.ReadPlan;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import java.sql.SQLException;

/** The rows of a summary, in one statement, so that the raw events at the ends of the interval are read once. */
final class ActivityRows {

    // The top principals are arrays, which the indexes find; joins would be planned for the wrong number of them.
    private static final BucketSql ROWS = BucketSql.of("""
            with edge as materialized (
              %s
            ),
            principal_bucket as (
              select principal_ref, event_count, failed_count, first_event_time, last_event_time
              from principal_month
              where account_id = :account_id
              and month >= :first_month
              and month < :end_month
              union all
              select principal_ref, event_count, failed_count, first_event_time, last_event_time
              from principal_day
              where account_id = :account_id
              and day = any(:days)
              union all
              select principal_ref, 1, failed_count, event_time, event_time
              from edge
            ),
            principal_count as (
              select
                principal_ref,
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
              from principal_bucket
              where :principal_refs::bigint[] is null
              or principal_ref = any(:principal_refs)
              group by principal_ref
            ),
            principal_total as (
              select
                principal_count.*,
                (sum(event_count) over ())::bigint as list_event_count,
                (sum(failed_count) over ())::bigint as list_failed_count
              from principal_count
              where event_count > 0
            ),
            top_principal as materialized (
              select principal_total.*, principal_key, principal_type, display_name, list_value_count
              from principal_total
              join principal on principal.id = principal_ref
              cross join (
                select count(*) as list_value_count
                from (
                  select distinct principal_key
                  from principal_total
                  join principal on principal.id = principal_ref
                ) listed
              ) list
              order by event_count desc, principal_key collate "C", principal_type collate "C"
              limit :top
            ),
            call_bucket as (
              select principal_ref, action_ref, error_code_ref, event_count, failed_count
              from principal_call_month
              where account_id = :account_id
              and month >= :first_month
              and month < :end_month
              and principal_ref = any(array(select principal_ref from top_principal))
              union all
              select principal_ref, action_ref, error_code_ref, event_count, failed_count
              from principal_call_day
              where account_id = :account_id
              and day = any(:days)
              and principal_ref = any(array(select principal_ref from top_principal))
              union all
              select principal_ref, action_ref, error_code_ref, 1, failed_count
              from edge
              where principal_ref = any(array(select principal_ref from top_principal))
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
                )::bigint as event_count
              from call_bucket
              group by principal_ref, action_ref, error_code_ref
            ),
            origin_bucket as (
              select principal_ref, source_ip_ref, user_agent_ref, event_count, failed_count
              from principal_origin_month
              where account_id = :account_id
              and month >= :first_month
              and month < :end_month
              and principal_ref = any(array(select principal_ref from top_principal))
              union all
              select principal_ref, source_ip_ref, user_agent_ref, event_count, failed_count
              from principal_origin_day
              where account_id = :account_id
              and day = any(:days)
              and principal_ref = any(array(select principal_ref from top_principal))
              union all
              select principal_ref, source_ip_ref, user_agent_ref, 1, failed_count
              from edge
              where principal_ref = any(array(select principal_ref from top_principal))
            ),
            origin as materialized (
              select
                principal_ref,
                source_ip_ref,
                user_agent_ref,
                sum(
                  case :outcome
                    when 'all' then event_count
                    when 'failed' then failed_count
                    else event_count - failed_count
                  end
                )::bigint as event_count
              from origin_bucket
              group by principal_ref, source_ip_ref, user_agent_ref
            ),
            region_bucket as (
              select region_ref, action_ref, event_count, failed_count
              from usage_month
              where account_id = :account_id
              and month >= :first_month
              and month < :end_month
              union all
              select region_ref, action_ref, event_count, failed_count
              from usage_day
              where account_id = :account_id
              and day = any(:days)
              union all
              select region_ref, action_ref, 1, failed_count
              from edge
            ),
            region_call as materialized (
              select
                region_ref,
                action_ref,
                sum(
                  case :outcome
                    when 'all' then event_count
                    when 'failed' then failed_count
                    else event_count - failed_count
                  end
                )::bigint as event_count,
                sum(case :outcome when 'successful' then 0 else failed_count end)::bigint as failed_count
              from region_bucket
              where :principal_refs::bigint[] is null
              group by region_ref, action_ref
            ),
            region_total as (
              select
                region_ref,
                sum(event_count)::bigint as event_count,
                sum(failed_count)::bigint as failed_count,
                count(*) over () as list_value_count,
                (sum(sum(event_count)) over ())::bigint as list_event_count
              from region_call
              group by region_ref
              having sum(event_count) > 0
            ),
            top_region as materialized (
              select region_total.*, region
              from region_total
              join region on region.id = region_ref
              order by event_count desc, region collate "C"
              limit :top
            ),
            nested as (
              select 'API_CALL' as list, principal_ref as owner_ref, action_ref as value_ref, sum(event_count)::bigint as event_count
              from call
              where :full
              group by principal_ref, action_ref
              union all
              select 'ERROR_CODE', principal_ref, error_code_ref, sum(event_count)::bigint
              from call
              where :full
              and error_code_ref <> 0
              group by principal_ref, error_code_ref
              union all
              select 'SOURCE_IP_ADDRESS', principal_ref, source_ip_ref, sum(event_count)::bigint
              from origin
              where :full
              group by principal_ref, source_ip_ref
              union all
              select 'USER_AGENT', principal_ref, user_agent_ref, sum(event_count)::bigint
              from origin
              where :full
              group by principal_ref, user_agent_ref
              union all
              select 'REGION_API_CALL', region_ref, action_ref, event_count
              from region_call
              where :full
              and region_ref in (select region_ref from top_region)
            ),
            entry as (
              select list, owner_ref, event_source || ':' || event_name as value, event_count
              from nested
              join action on action.id = value_ref
              where list in ('API_CALL', 'REGION_API_CALL')
              and event_count > 0
              union all
              select list, owner_ref, error_code, event_count
              from nested
              join error_code on error_code.id = value_ref
              where list = 'ERROR_CODE'
              and event_count > 0
              union all
              select 'SERVICE_ERROR_CODE', principal_ref, event_source || ':' || error_code, sum(event_count)::bigint
              from call
              join action on action.id = action_ref
              join error_code on error_code.id = error_code_ref
              where :full
              and error_code_ref <> 0
              group by principal_ref, event_source || ':' || error_code
              having sum(event_count) > 0
              union all
              select list, owner_ref, source_ip_address, event_count
              from nested
              join source_ip on source_ip.id = value_ref
              where list = 'SOURCE_IP_ADDRESS'
              and event_count > 0
              union all
              select list, owner_ref, user_agent, event_count
              from nested
              join user_agent on user_agent.id = value_ref
              where list = 'USER_AGENT'
              and event_count > 0
            ),
            ranked as (
              select
                list,
                owner_ref,
                value,
                event_count,
                row_number() over (partition by list, owner_ref order by event_count desc, value collate "C") as place,
                count(*) over (partition by list, owner_ref) as list_value_count,
                (sum(event_count) over (partition by list, owner_ref))::bigint as list_event_count
              from entry
            )
            select
              'PRINCIPAL' as list,
              row_number() over (order by event_count desc, principal_key collate "C", principal_type collate "C") as place,
              principal_ref as owner_ref,
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
              'REGION',
              row_number() over (order by event_count desc, region collate "C"),
              region_ref,
              region,
              event_count,
              failed_count,
              null,
              null,
              null,
              null,
              list_value_count,
              list_event_count,
              null
            from top_region
            union all
            select
              list, place, owner_ref, value, event_count, null, null, null, null, null, list_value_count, list_event_count, null
            from ranked
            where place <= :nested_top
            order by place
            """, EdgeEvents.EVENTS, EdgeEvents.NO_EVENTS);

    private ActivityRows() {}

    static void read(
            Snapshot snapshot, ReadPlan plan, Binds binds, boolean full, GetActivitySummaryResponse.Builder response)
            throws SQLException {
        var principals = new TopPrincipals(full);
        var regions = new TopRegions(full);
        snapshot.list(ROWS.of(plan), binds, row -> add(principals, regions, row));
        principals.addTo(response);
        regions.addTo(response);
    }

    private static Row add(TopPrincipals principals, TopRegions regions, Row row) throws SQLException {
        long owner = row.number("owner_ref");
        switch (row.text("list")) {
            case "PRINCIPAL" -> principals.add(owner, row);
            case "REGION" -> regions.add(owner, row);
            case "REGION_API_CALL" -> regions.lists().add(owner, TopLists.Kind.API_CALL, row);
            default -> principals.lists().add(owner, TopLists.Kind.valueOf(row.text("list")), row);
        }
        return row;
    }
}
