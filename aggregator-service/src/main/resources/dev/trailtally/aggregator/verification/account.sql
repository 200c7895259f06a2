-- grain: one account, all of whose events are kept
-- key: account_id
-- source: rolled_up_event against rollup_account
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
    count(*) as event_count,
    count(*) filter (where failed) as failed_count,
    min(event_time) as first_event_time,
    max(event_time) as last_event_time
  from rolled_up_event e
  where account_id = :account_id
  having count(*) > 0
)
