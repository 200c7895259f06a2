-- grain: one account
-- key: account_id; calls, and the events of all categories
-- source: rolled_up_event against rollup_account; account_day, and category_day for all categories and the times, if some
--   of its events were dropped
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
counted as (
  select
    1 as all_event_count,
    is_call(category)::integer as event_count,
    (is_call(category) and failed)::integer as failed_count,
    event_time as first_event_time,
    event_time as last_event_time
  from rolled_up_event
  where account_id = :account_id
  and :all_kept
  union all
  select event_count, 0, 0, first_event_time, last_event_time
  from category_day
  where account_id = :account_id
  and not :all_kept
  union all
  select 0, event_count, failed_count, null, null
  from account_day
  where account_id = :account_id
  and not :all_kept
),
recounted as (
  select date 'infinity' as bucket, k.key, sum(k.event_count) as event_count, sum(k.failed_count) as failed_count,
    min(first_event_time) as first_event_time, max(last_event_time) as last_event_time
  from counted c
  cross join lateral (
    values ('', c.event_count, c.failed_count), ('column=all_event_count', c.all_event_count, null)
  ) k (key, event_count, failed_count)
  group by k.key
)
