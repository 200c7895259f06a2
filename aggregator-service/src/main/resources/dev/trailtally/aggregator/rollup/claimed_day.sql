-- grain: UTC day of one account
-- key: day
-- source: its ledger rows not rolled up, oldest days first, until they hold :max_events (at least one row); marks them
-- again: a marked row is never claimed again; the mark commits or vanishes together with the rollups
with pending as (
  select
    day, batch_id, event_count,
    sum(event_count) over (order by day, batch_id) - event_count as events_before
  from ledger
  where account_id = :account_id
  and rolled_up_at is null
),
claimed as (
  update ledger l
  set rolled_up_at = now()
  from pending p
  where l.account_id = :account_id
  and l.day = p.day
  and l.batch_id = p.batch_id
  and p.events_before < :max_events
  returning l.day, l.batch_id, l.event_count
)
insert into claimed_day
select
  day,
  array_agg(batch_id),
  sum(event_count),
  count(*)
from claimed
group by day
