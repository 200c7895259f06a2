-- grain: account x UTC day, and the account as a whole
-- key: account_id, day; account_id
-- source: fresh_count, its quarter hours
-- again: adds what this transaction marks in the ledger, once; the account's claim keeps other writers out
with day_delta as materialized (
  select
    day,
    sum(event_count)::bigint as event_count,
    sum(failed_count)::bigint as failed_count,
    min(first_event_time) as first_event_time,
    max(last_event_time) as last_event_time
  from fresh_count
  where kind = 'quarter_hour'
  group by day
),
added_day as (
  insert into account_day as r (
    account_id, day, event_count, failed_count, first_event_time, last_event_time
  )
  select :account_id, day, event_count, failed_count, first_event_time, last_event_time
  from day_delta
  order by day
  on conflict (account_id, day) do update
  set
    event_count = r.event_count + excluded.event_count,
    failed_count = r.failed_count + excluded.failed_count,
    first_event_time = least(r.first_event_time, excluded.first_event_time),
    last_event_time = greatest(r.last_event_time, excluded.last_event_time)
),
total as (
  select
    sum(event_count)::bigint as event_count,
    sum(failed_count)::bigint as failed_count,
    min(first_event_time) as first_event_time,
    max(last_event_time) as last_event_time
  from day_delta
)
update rollup_account r
set
  event_count = r.event_count + total.event_count,
  failed_count = r.failed_count + total.failed_count,
  first_event_time = least(r.first_event_time, total.first_event_time),
  last_event_time = greatest(r.last_event_time, total.last_event_time),
  rolled_up_at = now()
from total
where r.account_id = :account_id
and total.event_count is not null
