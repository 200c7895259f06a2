-- grain: month and key of shared_count of one account
-- key: category, key_1, key_2, preceding_account_ids
-- source: its days
-- again: reads only
with counted as (
  select
    grain,
    date_trunc('month', bucket::timestamp)::date as bucket,
    format('key_1=%s, key_2=%s, category=%s, preceding_account_ids=%s', key_1, key_2, category, preceding_account_ids)
      as key,
    sum(event_count) as event_count,
    sum(failed_count) as failed_count,
    null::timestamptz as first_event_time,
    null::timestamptz as last_event_time
  from shared_count
  where account_id = :account_id
  and family = 'call'
  and grain in ('day', 'month')
  and bucket >= :from_day
  and bucket < :to_day
  group by 1, 2, 3
  having (sum(event_count), sum(failed_count)) <> (0, 0)
),
rolled_up as (
  select *
  from counted
  where grain = 'month'
),
recounted as (
  select *
  from counted
  where grain = 'day'
)
