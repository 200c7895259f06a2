-- grain: day in a stretch of days of one account, events that are not rolled up included
-- key: day
-- source: event, each id and time once, against event_day; a lock keeps events from being stored twice, and no key
-- again: reads only
with recounted as (
  select
    day,
    count(distinct (event_time, event_id)) as event_count,
    count(*) filter (where failed) as failed_count,
    min(event_time) as first_event_time,
    max(event_time) as last_event_time
  from event
  where account_id = :account_id
  and day >= :from_day
  and day < :to_day
  group by day
)
select
  'event_day' as rollup,
  day::timestamp at time zone 'UTC' as bucket_start_time,
  '' as key,
  d.event_count, c.failed_count, c.first_event_time, c.last_event_time,
  c.event_count, c.failed_count, c.first_event_time, c.last_event_time
from (
  select day, event_count
  from event_day
  where account_id = :account_id
  and day >= :from_day
  and day < :to_day
) d
full join recounted c using (day)
where coalesce(d.event_count, 0) <> coalesce(c.event_count, 0)
or c.event_count <> (
  select sum(s.event_count)
  from event_segment s
  where s.account_id = :account_id
  and s.day = c.day
)
order by day
