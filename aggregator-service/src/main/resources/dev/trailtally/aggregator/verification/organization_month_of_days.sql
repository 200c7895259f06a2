-- grain: every row of service_month and principal_month in one month of one account, some of whose events were dropped
-- key: rollup, month, key
-- source: service_day and principal_day against service_month and principal_month
-- again: reads only
with rolled_up as (
  select
    'service_month' as rollup, month, format('event_source_ref=%s', event_source_ref) as key,
    event_count, failed_count, first_event_time, last_event_time
  from service_month
  where account_id = :account_id
  and month = :month
  union all
  select
    'principal_month' as rollup, month, format('principal_ref=%s', principal_ref) as key,
    event_count, failed_count, first_event_time, last_event_time
  from principal_month
  where account_id = :account_id
  and month = :month
),
recounted as (
  select
    'service_month' as rollup, :month::date as month, format('event_source_ref=%s', event_source_ref) as key,
    sum(event_count) as event_count,
    sum(failed_count) as failed_count,
    min(first_event_time) as first_event_time,
    max(last_event_time) as last_event_time
  from service_day
  where account_id = :account_id
  and day >= :month::date
  and day < (:month::date + interval '1 month')::date
  group by event_source_ref
  union all
  select
    'principal_month' as rollup, :month::date as month, format('principal_ref=%s', principal_ref) as key,
    sum(event_count) as event_count,
    sum(failed_count) as failed_count,
    min(first_event_time) as first_event_time,
    max(last_event_time) as last_event_time
  from principal_day
  where account_id = :account_id
  and day >= :month::date
  and day < (:month::date + interval '1 month')::date
  group by principal_ref
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
