-- grain: day and key of shared_count of one account, in a stretch of days whose records are not pruned
-- key: family, category, key_1, key_2, preceding_account_ids
-- source: shared_call, the records of each call, of which other comparisons find that they are those of event
-- again: reads only
with own as (
  select
    c.*,
    array(
      select distinct o.account_id
      from shared_call o
      where o.shared_event_id = c.shared_event_id
      and o.category = c.category
      and o.account_id <> c.account_id
      and (o.failed and not c.failed or o.failed = c.failed and o.account_id < c.account_id)
      order by o.account_id
      limit 32
    ) as preceding
  from shared_call c
  where c.account_id = :account_id
  and c.day >= :from_day
  and c.day < :to_day
  and c.day >= (select from_day from shared_call_kept)
),
recounted as (
  select
    day as bucket,
    k.key || format(', category=%s, preceding_account_ids=%s', category, preceding) as key,
    count(*) as event_count,
    count(*) filter (where failed) as failed_count,
    null::timestamptz as first_event_time,
    null::timestamptz as last_event_time
  from own
  cross join lateral (
    values
      (format('family=call, key_1=%s, key_2=%s', action_ref, error_code_ref)),
      (format('family=quarter_hour, key_1=%s, key_2=0', floor(second / 900)))
  ) k (key)
  where preceding <> '{}'
  group by 1, 2
),
rolled_up as (
  select
    bucket,
    format('family=%s, key_1=%s, key_2=%s, category=%s, preceding_account_ids=%s',
      family, key_1, key_2, category, preceding_account_ids) as key,
    event_count, failed_count, null::timestamptz as first_event_time, null::timestamptz as last_event_time
  from shared_count
  where account_id = :account_id
  and grain = 'day'
  and bucket >= :from_day
  and bucket < :to_day
  and bucket >= (select from_day from shared_call_kept)
  and (event_count, failed_count) <> (0, 0)
)
