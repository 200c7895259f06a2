-- grain: one account, some of whose events were dropped
-- key: account_id
-- source: account_day, and category_day for the times, against rollup_account
-- again: reads only
with rolled_up as (
  select date 'infinity' as bucket, '' as key, event_count, failed_count, first_event_time, last_event_time
  from rollup_account
  where account_id = :account_id
  and first_event_time is not null
),
recounted as (
  select
    date 'infinity' as bucket,
    '' as key,
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
)
