-- grain: account x UTC day, and account x UTC month, x principal
-- key: account_id, day or month, principal_ref
-- source: fresh_count, its days, access keys and principals; months from the day deltas
-- again: adds what this transaction marks in the ledger, once; the account's claim keeps other writers out
with day_delta as materialized (
  select
    day,
    principal_ref,
    sum(event_count)::bigint as event_count,
    sum(failed_count)::bigint as failed_count,
    min(first_event_time) as first_event_time,
    max(last_event_time) as last_event_time
  from fresh_count
  where kind = 'access_key'
  group by day, principal_ref
),
added_day as (
  insert into principal_day as r (
    account_id, day, principal_ref, event_count, failed_count, first_event_time, last_event_time
  )
  select :account_id, day, principal_ref, event_count, failed_count, first_event_time, last_event_time
  from day_delta
  order by day, principal_ref
  on conflict (account_id, day, principal_ref) do update
  set
    event_count = r.event_count + excluded.event_count,
    failed_count = r.failed_count + excluded.failed_count,
    first_event_time = least(r.first_event_time, excluded.first_event_time),
    last_event_time = greatest(r.last_event_time, excluded.last_event_time)
)
insert into principal_month as r (
  account_id, month, principal_ref, event_count, failed_count, first_event_time, last_event_time
)
select
  :account_id,
  date_trunc('month', day::timestamp)::date as month,
  principal_ref,
  sum(event_count)::bigint,
  sum(failed_count)::bigint,
  min(first_event_time),
  max(last_event_time)
from day_delta
group by month, principal_ref
order by month, principal_ref
on conflict (account_id, month, principal_ref) do update
set
  event_count = r.event_count + excluded.event_count,
  failed_count = r.failed_count + excluded.failed_count,
  first_event_time = least(r.first_event_time, excluded.first_event_time),
  last_event_time = greatest(r.last_event_time, excluded.last_event_time)
