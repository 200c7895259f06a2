-- grain: one account, some of whose events were dropped
-- key: account_id
-- source: account_day against rollup_account
-- again: reads only
with rolled_up as (
  select date 'infinity' as bucket, '' as key, event_count, failed_count, first_event_time, last_event_time
  from rollup_account
  where account_id = :account_id
  and event_count <> 0
),
recounted as (
  select
    date 'infinity' as bucket,
    '' as key,
    sum(event_count) as event_count,
    sum(failed_count) as failed_count,
    min(first_event_time) as first_event_time,
    max(last_event_time) as last_event_time
  from account_day
  where account_id = :account_id
  having count(*) > 0
)
