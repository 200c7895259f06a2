-- grain: every row of service_day and principal_day in a stretch of days of one account
-- key: rollup, day, key
-- source: counted_event against service_day and principal_day
-- again: reads only
with rolled_up as (
  select
    'service_day' as rollup, day, format('event_source_ref=%s', event_source_ref) as key,
    event_count, failed_count, first_event_time, last_event_time
  from service_day
  where account_id = :account_id
  and day >= :from_day
  and day < :to_day
  union all
  select
    'principal_day' as rollup, day, format('principal_ref=%s', principal_ref) as key,
    event_count, failed_count, first_event_time, last_event_time
  from principal_day
  where account_id = :account_id
  and day >= :from_day
  and day < :to_day
),
recounted as (
  select
    'service_day' as rollup, day, format('event_source_ref=%s', coalesce(s.id, 0)) as key,
    count(*) as event_count,
    count(*) filter (where failed) as failed_count,
    min(event_time) as first_event_time,
    max(event_time) as last_event_time
  from counted_event e
  left join action a on a.id = e.action_ref
  left join event_source s on s.event_source = a.event_source
  group by day, s.id
  union all
  select
    'principal_day' as rollup, day, format('principal_ref=%s', principal_ref) as key,
    count(*) as event_count,
    count(*) filter (where failed) as failed_count,
    min(event_time) as first_event_time,
    max(event_time) as last_event_time
  from counted_event
  group by day, principal_ref
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
