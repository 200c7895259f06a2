-- grain: every row of the month rollups in one month of one account, some of whose events were dropped
-- key: rollup, month, key
-- source: the day rollups against usage_month, principal_call_month, principal_origin_month
-- again: reads only
with rolled_up as (
  select
    'usage_month' as rollup, month, format('region_ref=%s, action_ref=%s, error_code_ref=%s', region_ref, action_ref, error_code_ref) as key,
    event_count, failed_count, first_event_time, last_event_time
  from usage_month
  where account_id = :account_id
  and month = :month
  union all
  select
    'principal_call_month' as rollup, month, format('principal_ref=%s, action_ref=%s, error_code_ref=%s', principal_ref, action_ref, error_code_ref) as key,
    event_count, failed_count, first_event_time, last_event_time
  from principal_call_month
  where account_id = :account_id
  and month = :month
  union all
  select
    'principal_origin_month' as rollup, month, format('principal_ref=%s, source_ip_ref=%s, user_agent_ref=%s', principal_ref, source_ip_ref, user_agent_ref) as key,
    event_count, failed_count, first_event_time, last_event_time
  from principal_origin_month
  where account_id = :account_id
  and month = :month
),
recounted as (
  select
    'usage_month' as rollup, :month::date as month, format('region_ref=%s, action_ref=%s, error_code_ref=%s', region_ref, action_ref, error_code_ref) as key,
    sum(event_count) as event_count,
    sum(failed_count) as failed_count,
    min(first_event_time) as first_event_time,
    max(last_event_time) as last_event_time
  from usage_day
  where account_id = :account_id
  and day >= :month::date
  and day < (:month::date + interval '1 month')::date
  group by region_ref, action_ref, error_code_ref
  union all
  select
    'principal_call_month' as rollup, :month::date as month, format('principal_ref=%s, action_ref=%s, error_code_ref=%s', principal_ref, action_ref, error_code_ref) as key,
    sum(event_count) as event_count,
    sum(failed_count) as failed_count,
    min(first_event_time) as first_event_time,
    max(last_event_time) as last_event_time
  from principal_call_day
  where account_id = :account_id
  and day >= :month::date
  and day < (:month::date + interval '1 month')::date
  group by principal_ref, action_ref, error_code_ref
  union all
  select
    'principal_origin_month' as rollup, :month::date as month, format('principal_ref=%s, source_ip_ref=%s, user_agent_ref=%s', principal_ref, source_ip_ref, user_agent_ref) as key,
    sum(event_count) as event_count,
    sum(failed_count) as failed_count,
    min(first_event_time) as first_event_time,
    max(last_event_time) as last_event_time
  from principal_origin_day
  where account_id = :account_id
  and day >= :month::date
  and day < (:month::date + interval '1 month')::date
  group by principal_ref, source_ip_ref, user_agent_ref
)
select
  rollup,
  month::timestamp at time zone 'UTC' as bucket_start_time,
  key,
  r.event_count, r.failed_count, r.first_event_time, r.last_event_time,
  c.event_count, c.failed_count, c.first_event_time, c.last_event_time
from rolled_up r
full join recounted c using (rollup, month, key)
where (r.event_count, r.failed_count, r.first_event_time, r.last_event_time)
  is distinct from (c.event_count, c.failed_count, c.first_event_time, c.last_event_time)
order by rollup, month, key
