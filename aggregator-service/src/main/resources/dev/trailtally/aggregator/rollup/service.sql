-- grain: account x UTC day, and account x UTC month, x service
-- key: account_id, day or month, event_source_ref
-- source: fresh_count, its days and services; months from the day deltas
-- again: adds what this transaction marks in the ledger, once; the account's claim keeps other writers out
with day_delta as materialized (
  select day, value_ref as event_source_ref, event_count, failed_count, first_event_time, last_event_time
  from fresh_count
  where kind = 'event_source'
),
added_day as (
  insert into service_day as r (
    account_id, day, event_source_ref, event_count, failed_count, first_event_time, last_event_time
  )
  select :account_id, day, event_source_ref, event_count, failed_count, first_event_time, last_event_time
  from day_delta
  order by day, event_source_ref
  on conflict (account_id, day, event_source_ref) do update
  set
    event_count = r.event_count + excluded.event_count,
    failed_count = r.failed_count + excluded.failed_count,
    first_event_time = least(r.first_event_time, excluded.first_event_time),
    last_event_time = greatest(r.last_event_time, excluded.last_event_time)
)
insert into service_month as r (
  account_id, month, event_source_ref, event_count, failed_count, first_event_time, last_event_time
)
select
  :account_id,
  date_trunc('month', day::timestamp)::date as month,
  event_source_ref,
  sum(event_count)::bigint,
  sum(failed_count)::bigint,
  min(first_event_time),
  max(last_event_time)
from day_delta
group by month, event_source_ref
order by month, event_source_ref
on conflict (account_id, month, event_source_ref) do update
set
  event_count = r.event_count + excluded.event_count,
  failed_count = r.failed_count + excluded.failed_count,
  first_event_time = least(r.first_event_time, excluded.first_event_time),
  last_event_time = greatest(r.last_event_time, excluded.last_event_time)
