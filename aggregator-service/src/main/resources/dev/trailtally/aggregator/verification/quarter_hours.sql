-- grain: every row of account_quarter_hour in a stretch of days of one account
-- key: quarter_hour
-- source: counted_event against account_quarter_hour
-- again: reads only
with rolled_up as (
  select quarter_hour, event_count, failed_count, first_event_time, last_event_time
  from account_quarter_hour
  where account_id = :account_id
  and quarter_hour >= :from_day::timestamp at time zone 'UTC'
  and quarter_hour < :to_day::timestamp at time zone 'UTC'
),
recounted as (
  select
    to_timestamp(floor(extract(epoch from event_time) / 900) * 900) as quarter_hour,
    count(*) as event_count,
    count(*) filter (where failed) as failed_count,
    min(event_time) as first_event_time,
    max(event_time) as last_event_time
  from counted_event
  where is_call(category)
  group by 1
)
select
  'account_quarter_hour' as rollup,
  quarter_hour as bucket_start_time,
  '' as key,
  r.event_count, r.failed_count, r.first_event_time, r.last_event_time,
  c.event_count, c.failed_count, c.first_event_time, c.last_event_time
from rolled_up r
full join recounted c using (quarter_hour)
where (r.event_count, r.failed_count, r.first_event_time, r.last_event_time)
  is distinct from (c.event_count, c.failed_count, c.first_event_time, c.last_event_time)
order by quarter_hour
