-- grain: one account, all of whose events are kept
-- key: account_id
-- source: event, without the events of ledger rows that are not rolled up, against rollup_account
-- again: reads only
with rolled_up as (
  select event_count, failed_count, first_event_time, last_event_time
  from rollup_account
  where account_id = :account_id
  and first_event_time is not null
),
recounted as (
  select
    count(*) filter (where is_call(category)) as event_count,
    count(*) filter (where is_call(category) and failed) as failed_count,
    min(event_time) as first_event_time,
    max(event_time) as last_event_time
  from event e
  where account_id = :account_id
  and not exists (
    select
    from ledger l
    where l.account_id = :account_id
    and l.day = e.day
    and l.batch_id = e.batch_id
    and l.rolled_up_at is null
  )
  having count(*) > 0
)
select
  'rollup_account' as rollup,
  null::timestamptz as bucket_start_time,
  '' as key,
  r.event_count, r.failed_count, r.first_event_time, r.last_event_time,
  c.event_count, c.failed_count, c.first_event_time, c.last_event_time
from rolled_up r
full join recounted c on true
where (r.event_count, r.failed_count, r.first_event_time, r.last_event_time)
  is distinct from (c.event_count, c.failed_count, c.first_event_time, c.last_event_time)
