-- grain: one account, all of whose events are kept
-- key: account_id
-- source: rolled_up_event against rollup_account
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
    count(*) filter (where is_call(category)) as event_count,
    count(*) filter (where is_call(category) and failed) as failed_count,
    min(event_time) as first_event_time,
    max(event_time) as last_event_time
  from rolled_up_event e
  where account_id = :account_id
  having count(*) > 0
)
