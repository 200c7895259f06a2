-- grain: one account, some of whose events were dropped
-- key: account_id; calls, and the events of all categories
-- source: account_day, and category_day for all categories and the times, against rollup_account
-- again: reads only
with rolled_up as (
  select date 'infinity' as bucket, k.key, k.event_count, k.failed_count, first_event_time, last_event_time
  from rollup_account r
  cross join lateral (
    values ('', r.event_count, r.failed_count), ('column=all_event_count', r.all_event_count, null)
  ) k (key, event_count, failed_count)
  where account_id = :account_id
  and first_event_time is not null
),
recounted as (
  select date 'infinity' as bucket, k.key, k.event_count, k.failed_count, first_event_time, last_event_time
  from (
    select
      sum(category_day.event_count) as all_event_count,
      coalesce(max(calls.event_count), 0) as event_count,
      coalesce(max(calls.failed_count), 0) as failed_count,
      min(first_event_time) as first_event_time,
      max(last_event_time) as last_event_time
    from category_day
    cross join (
      select sum(event_count) as event_count, sum(failed_count) as failed_count
      from account_day
      where account_id = :account_id
    ) calls
    where account_id = :account_id
    having count(*) > 0
  ) c
  cross join lateral (
    values ('', c.event_count, c.failed_count), ('column=all_event_count', c.all_event_count, null)
  ) k (key, event_count, failed_count)
)
