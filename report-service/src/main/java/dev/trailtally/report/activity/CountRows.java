package dev.trailtally.report.activity;

import dev.trailtally.report.snapshot.Sql;

/** All counts of a breakdown, of which a page is returned, and how many there are. */
final class CountRows {

    // The breakdown is known at planning time, so that the other rollups and dictionaries are not even opened.
    // Finally grouped by text: "a:b" and "c" give the same text as "a" and "b:c".
    static final Sql SQL = new Sql("""
            with bucket (owner_ref, value_ref, service_ref, event_count, failed_count) as (
              select principal_ref, case :value when 'action' then action_ref else error_code_ref end,
                case :value when 'service_error_code' then action_ref else 0 end, event_count, failed_count
              from principal_call_month
              where :rollup = 'principal_call'
              and account_id = :account_id
              and month >= :first_month
              and month < :end_month
              union all
              select principal_ref, case :value when 'action' then action_ref else error_code_ref end,
                case :value when 'service_error_code' then action_ref else 0 end, event_count, failed_count
              from principal_call_day
              where :rollup = 'principal_call'
              and account_id = :account_id
              and day = any(:days)
              union all
              select principal_ref, case :value when 'source_ip' then source_ip_ref else user_agent_ref end, 0,
                event_count, failed_count
              from principal_origin_month
              where :rollup = 'principal_origin'
              and account_id = :account_id
              and month >= :first_month
              and month < :end_month
              union all
              select principal_ref, case :value when 'source_ip' then source_ip_ref else user_agent_ref end, 0,
                event_count, failed_count
              from principal_origin_day
              where :rollup = 'principal_origin'
              and account_id = :account_id
              and day = any(:days)
              union all
              select region_ref, action_ref, 0, event_count, failed_count
              from usage_month
              where :rollup = 'usage'
              and account_id = :account_id
              and month >= :first_month
              and month < :end_month
              union all
              select region_ref, action_ref, 0, event_count, failed_count
              from usage_day
              where :rollup = 'usage'
              and account_id = :account_id
              and day = any(:days)
              union all
              select
                case :rollup when 'usage' then region_ref else principal_ref end,
                case :value
                  when 'action' then action_ref
                  when 'error_code' then error_code_ref
                  when 'service_error_code' then error_code_ref
                  when 'source_ip' then source_ip_ref
                  else user_agent_ref
                end,
                case :value when 'service_error_code' then action_ref else 0 end,
                1,
                failed::integer
              from event
              where account_id = :account_id
              and is_call(category)
              and day = :head_day
              and segment_last_event_time >= :head_start
              and segment_first_event_time < :head_end
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
              select
                case :rollup when 'usage' then region_ref else principal_ref end,
                case :value
                  when 'action' then action_ref
                  when 'error_code' then error_code_ref
                  when 'service_error_code' then error_code_ref
                  when 'source_ip' then source_ip_ref
                  else user_agent_ref
                end,
                case :value when 'service_error_code' then action_ref else 0 end,
                1,
                failed::integer
              from event
              where account_id = :account_id
              and is_call(category)
              and day = :tail_day
              and segment_last_event_time >= :tail_start
              and segment_first_event_time < :tail_end
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
            total as (
              select
                owner_ref,
                value_ref,
                service_ref,
                sum(
                  case :outcome
                    when 'all' then event_count
                    when 'failed' then failed_count
                    else event_count - failed_count
                  end
                )::bigint as event_count
              from bucket
              where :value not in ('error_code', 'service_error_code')
              or value_ref <> 0
              group by owner_ref, value_ref, service_ref
            ),
            line as materialized (
              select
                coalesce(region.region, principal.principal_key) collate "C" as owner,
                principal.display_name,
                coalesce(principal.principal_type, '') collate "C" as principal_type,
                coalesce(
                  action.event_source || ':' || action.event_name,
                  service.event_source || ':' || error_code.error_code,
                  error_code.error_code,
                  source_ip.source_ip_address,
                  user_agent.user_agent
                ) collate "C" as value,
                coalesce(min(service.event_source), '') as event_source,
                coalesce(min(error_code.error_code) filter (where service.id is not null), '') as error_code,
                sum(event_count)::bigint as event_count
              from total
              left join region on :rollup = 'usage' and region.id = owner_ref
              left join principal on :rollup <> 'usage' and principal.id = owner_ref
              left join action on :value = 'action' and action.id = value_ref
              left join action service on :value = 'service_error_code' and service.id = service_ref
              left join error_code on :value in ('error_code', 'service_error_code') and error_code.id = value_ref
              left join source_ip on :value = 'source_ip' and source_ip.id = value_ref
              left join user_agent on :value = 'user_agent' and user_agent.id = value_ref
              where event_count > 0
              group by 1, 2, 3, 4
            )
            select total.total_row_count, page.*
            from (
              select count(*) as total_row_count
              from line
            ) total
            left join (
              select *
              from line
              where not :resumed
              or (owner, value, principal_type) > (:last_owner, :last_value, :last_type)
              order by owner, value, principal_type
              limit :limit
            ) page on true
            order by page.owner, page.value, page.principal_type
            """);

    private CountRows() {}
}
