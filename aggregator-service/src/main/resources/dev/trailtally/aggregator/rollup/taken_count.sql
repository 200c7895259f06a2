-- grain: row of rollup: a family, category and part of what a batch brought to a day
-- key: family, bucket, category, run, part; each batch of the roll-up is a run, in their order
-- source: pending_count, of the claimed ledger rows; its rows go
-- again: the mark in the ledger and the rows commit or vanish together
with taken as (
  delete from pending_count p
  using claimed_day d
  where p.account_id = :account_id
  and p.day = d.day
  and p.batch_id = any (d.batch_ids)
  returning p.*
)
insert into rollup (
  account_id, grain, family, bucket, category, run, part, event_count, failed_count, first_event_time, last_event_time,
  first_key, last_key, text_keys, key_1, key_2, key_3, event_counts, failed_counts, first_seconds, spans
)
select
  account_id, 'day', family, day, category, :last_run + dense_rank() over (order by batch_id), part, event_count,
  failed_count, first_event_time, last_event_time, first_key, last_key, text_keys, key_1, key_2, key_3, event_counts,
  failed_counts, first_seconds, spans
from taken
