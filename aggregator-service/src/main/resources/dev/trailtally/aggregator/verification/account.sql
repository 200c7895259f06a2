-- grain: one account, all of whose events are kept
-- key: account_id; calls, and the events of all categories
-- source: rolled_up_event against rollup_account
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
      count(*) as all_event_count,
      count(*) filter (where is_call(category)) as event_count,
      count(*) filter (where is_call(category) and failed) as failed_count,
      min(event_time) as first_event_time,
      max(event_time) as last_event_time
    from rolled_up_event e
    where account_id = :account_id
    having count(*) > 0
  ) c
  cross join lateral (
    values ('', c.event_count, c.failed_count), ('column=all_event_count', c.all_event_count, null)
  ) k (key, event_count, failed_count)
)
