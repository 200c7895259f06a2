-- grain: every row of the hour rollups in a stretch of days of one account
-- key: rollup, hour, key
-- source: counted_event of the days that account_day calls hourly against usage_hour, principal_call_hour, principal_origin_hour
-- again: reads only
with rolled_up as (
  select
    'usage_hour' as rollup, hour, format('region_ref=%s, action_ref=%s, error_code_ref=%s', region_ref, action_ref, error_code_ref) as key,
    event_count, failed_count, first_event_time, last_event_time
  from usage_hour
  where account_id = :account_id
  and hour >= :from_day::timestamp at time zone 'UTC'
  and hour < :to_day::timestamp at time zone 'UTC'
  union all
  select
    'principal_call_hour' as rollup, hour, format('principal_ref=%s, action_ref=%s, error_code_ref=%s', principal_ref, action_ref, error_code_ref) as key,
    event_count, failed_count, first_event_time, last_event_time
  from principal_call_hour
  where account_id = :account_id
  and hour >= :from_day::timestamp at time zone 'UTC'
  and hour < :to_day::timestamp at time zone 'UTC'
  union all
  select
    'principal_origin_hour' as rollup, hour, format('principal_ref=%s, source_ip_ref=%s, user_agent_ref=%s', principal_ref, source_ip_ref, user_agent_ref) as key,
    event_count, failed_count, first_event_time, last_event_time
  from principal_origin_hour
  where account_id = :account_id
  and hour >= :from_day::timestamp at time zone 'UTC'
  and hour < :to_day::timestamp at time zone 'UTC'
),
recounted as (
  select
    'usage_hour' as rollup, date_trunc('hour', event_time, 'UTC') as hour, format('region_ref=%s, action_ref=%s, error_code_ref=%s', region_ref, action_ref, error_code_ref) as key,
    count(*) as event_count,
    count(*) filter (where failed) as failed_count,
    min(event_time) as first_event_time,
    max(event_time) as last_event_time
  from counted_event
  where hourly
  group by hour, region_ref, action_ref, error_code_ref
  union all
  select
    'principal_call_hour' as rollup, date_trunc('hour', event_time, 'UTC') as hour, format('principal_ref=%s, action_ref=%s, error_code_ref=%s', principal_ref, action_ref, error_code_ref) as key,
    count(*) as event_count,
    count(*) filter (where failed) as failed_count,
    min(event_time) as first_event_time,
    max(event_time) as last_event_time
  from counted_event
  where hourly
  group by hour, principal_ref, action_ref, error_code_ref
  union all
  select
    'principal_origin_hour' as rollup, date_trunc('hour', event_time, 'UTC') as hour, format('principal_ref=%s, source_ip_ref=%s, user_agent_ref=%s', principal_ref, source_ip_ref, user_agent_ref) as key,
    count(*) as event_count,
    count(*) filter (where failed) as failed_count,
    min(event_time) as first_event_time,
    max(event_time) as last_event_time
  from counted_event
  where hourly
  group by hour, principal_ref, source_ip_ref, user_agent_ref
)
select
  rollup,
  hour as bucket_start_time,
  key,
  r.event_count, r.failed_count, r.first_event_time, r.last_event_time,
  c.event_count, c.failed_count, c.first_event_time, c.last_event_time
from rolled_up r
full join recounted c using (rollup, hour, key)
where (r.event_count, r.failed_count, r.first_event_time, r.last_event_time)
  is distinct from (c.event_count, c.failed_count, c.first_event_time, c.last_event_time)
order by rollup, hour, key
