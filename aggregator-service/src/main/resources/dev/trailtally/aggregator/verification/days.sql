-- grain: every row of the day rollups in a stretch of days of one account
-- key: rollup, day, key
-- source: counted_event against usage_day, principal_call_day, principal_origin_day, access_key_day, account_day
-- again: reads only
with rolled_up as (
  select
    'usage_day' as rollup, day, format('region_ref=%s, action_ref=%s, error_code_ref=%s', region_ref, action_ref, error_code_ref) as key,
    event_count, failed_count, first_event_time, last_event_time
  from usage_day
  where account_id = :account_id
  and day >= :from_day
  and day < :to_day
  union all
  select
    'principal_call_day' as rollup, day, format('principal_ref=%s, action_ref=%s, error_code_ref=%s', principal_ref, action_ref, error_code_ref) as key,
    event_count, failed_count, first_event_time, last_event_time
  from principal_call_day
  where account_id = :account_id
  and day >= :from_day
  and day < :to_day
  union all
  select
    'principal_origin_day' as rollup, day, format('principal_ref=%s, source_ip_ref=%s, user_agent_ref=%s', principal_ref, source_ip_ref, user_agent_ref) as key,
    event_count, failed_count, first_event_time, last_event_time
  from principal_origin_day
  where account_id = :account_id
  and day >= :from_day
  and day < :to_day
  union all
  select
    'access_key_day' as rollup, day, format('access_key_id=%s, principal_ref=%s', access_key_id, principal_ref) as key,
    event_count, failed_count, first_event_time, last_event_time
  from access_key_day
  where account_id = :account_id
  and day >= :from_day
  and day < :to_day
  union all
  select
    'account_day' as rollup, day, '' as key,
    event_count, failed_count, first_event_time, last_event_time
  from account_day
  where account_id = :account_id
  and day >= :from_day
  and day < :to_day
),
recounted as (
  select
    'usage_day' as rollup, day, format('region_ref=%s, action_ref=%s, error_code_ref=%s', region_ref, action_ref, error_code_ref) as key,
    count(*) as event_count,
    count(*) filter (where failed) as failed_count,
    min(event_time) as first_event_time,
    max(event_time) as last_event_time
  from counted_event
  group by day, region_ref, action_ref, error_code_ref
  union all
  select
    'principal_call_day' as rollup, day, format('principal_ref=%s, action_ref=%s, error_code_ref=%s', principal_ref, action_ref, error_code_ref) as key,
    count(*) as event_count,
    count(*) filter (where failed) as failed_count,
    min(event_time) as first_event_time,
    max(event_time) as last_event_time
  from counted_event
  group by day, principal_ref, action_ref, error_code_ref
  union all
  select
    'principal_origin_day' as rollup, day, format('principal_ref=%s, source_ip_ref=%s, user_agent_ref=%s', principal_ref, source_ip_ref, user_agent_ref) as key,
    count(*) as event_count,
    count(*) filter (where failed) as failed_count,
    min(event_time) as first_event_time,
    max(event_time) as last_event_time
  from counted_event
  group by day, principal_ref, source_ip_ref, user_agent_ref
  union all
  select
    'access_key_day' as rollup, day, format('access_key_id=%s, principal_ref=%s', access_key_id, principal_ref) as key,
    count(*) as event_count,
    count(*) filter (where failed) as failed_count,
    min(event_time) as first_event_time,
    max(event_time) as last_event_time
  from counted_event
  where access_key_id <> ''
  group by day, access_key_id, principal_ref
  union all
  select
    'account_day' as rollup, day, '' as key,
    count(*) as event_count,
    count(*) filter (where failed) as failed_count,
    min(event_time) as first_event_time,
    max(event_time) as last_event_time
  from counted_event
  group by day
)
select
  rollup,
  day::timestamp at time zone 'UTC' as bucket_start_time,
  key,
  r.event_count, r.failed_count, r.first_event_time, r.last_event_time,
  c.event_count, c.failed_count, c.first_event_time, c.last_event_time
from rolled_up r
full join recounted c using (rollup, day, key)
where (r.event_count, r.failed_count, r.first_event_time, r.last_event_time)
  is distinct from (c.event_count, c.failed_count, c.first_event_time, c.last_event_time)
order by rollup, day, key
