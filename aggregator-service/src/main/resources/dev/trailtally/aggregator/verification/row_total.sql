-- grain: row of rollup in a month of one account
-- key: family, grain, bucket, category, run, part
-- source: its arrays against its totals
-- again: reads only
select
  'rollup' as rollup,
  bucket::timestamp at time zone 'UTC' as bucket_start_time,
  format('family=%s, grain=%s, category=%s, run=%s, part=%s', family, grain, category, run, part) as key,
  r.event_count, r.failed_count, r.first_event_time, r.last_event_time,
  c.event_count, c.failed_count, c.first_event_time, c.last_event_time
from rollup r
cross join lateral (
  select
    sum(k.event_count) as event_count,
    coalesce(sum(k.failed_count), 0) as failed_count,
    r.bucket::timestamp at time zone 'UTC' + min(k.first_second) * interval '1 second' as first_event_time,
    r.bucket::timestamp at time zone 'UTC' + max(k.first_second + k.span) * interval '1 second' as last_event_time,
    min(k.key) as first_key,
    max(k.key) as last_key
  from unnest(r.key_1, r.event_counts, r.failed_counts, r.first_seconds, r.spans)
    k (key, event_count, failed_count, first_second, span)
) c
where account_id = :account_id
and bucket >= :from_day
and bucket < :to_day
and (r.event_count, r.failed_count, r.first_event_time, r.last_event_time, r.first_key, r.last_key)
  is distinct from (c.event_count, c.failed_count, c.first_event_time, c.last_event_time, c.first_key, c.last_key)
order by bucket, key
