-- grain: account x UTC day, and account x UTC month, x region, action and error code
-- key: account_id, day or month, region_ref, action_ref, error_code_ref
-- source: fresh_event, the events of the ledger rows that this transaction claimed; months from the day deltas
-- again: adds what this transaction marks in the ledger, once; the account's claim keeps other writers out
with day_delta as materialized (
  select
    day,
    region_ref,
    action_ref,
    error_code_ref,
    count(*) as event_count,
    count(*) filter (where failed) as failed_count,
    min(event_time) as first_event_time,
    max(event_time) as last_event_time
  from fresh_event
  group by day, region_ref, action_ref, error_code_ref
),
month_delta as materialized (
  select
    date_trunc('month', day::timestamp)::date as month,
    region_ref,
    action_ref,
    error_code_ref,
    sum(event_count)::bigint as event_count,
    sum(failed_count)::bigint as failed_count,
    min(first_event_time) as first_event_time,
    max(last_event_time) as last_event_time
  from day_delta
  group by month, region_ref, action_ref, error_code_ref
),
grown_day as (
  update usage_day r
  set
    event_count = r.event_count + d.event_count,
    failed_count = r.failed_count + d.failed_count,
    first_event_time = least(r.first_event_time, d.first_event_time),
    last_event_time = greatest(r.last_event_time, d.last_event_time)
  from day_delta d
  where r.account_id = :account_id
  and r.day = any (array(select day from claimed_day))
  and r.day = d.day
  and r.region_ref = d.region_ref
  and r.action_ref = d.action_ref
  and r.error_code_ref = d.error_code_ref
  returning r.day, r.region_ref, r.action_ref, r.error_code_ref
),
new_day as (
  insert into usage_day (
    account_id, day, region_ref, action_ref, error_code_ref,
    event_count, failed_count, first_event_time, last_event_time
  )
  select
    :account_id, d.day, d.region_ref, d.action_ref, d.error_code_ref,
    d.event_count, d.failed_count, d.first_event_time, d.last_event_time
  from day_delta d
  where not exists (
    select
    from grown_day g
    where g.day = d.day
    and g.region_ref = d.region_ref
    and g.action_ref = d.action_ref
    and g.error_code_ref = d.error_code_ref
  )
  order by d.day, d.region_ref, d.action_ref, d.error_code_ref
),
grown_month as (
  update usage_month r
  set
    event_count = r.event_count + d.event_count,
    failed_count = r.failed_count + d.failed_count,
    first_event_time = least(r.first_event_time, d.first_event_time),
    last_event_time = greatest(r.last_event_time, d.last_event_time)
  from month_delta d
  where r.account_id = :account_id
  and r.month = any (array(select date_trunc('month', day::timestamp)::date from claimed_day))
  and r.month = d.month
  and r.region_ref = d.region_ref
  and r.action_ref = d.action_ref
  and r.error_code_ref = d.error_code_ref
  returning r.month, r.region_ref, r.action_ref, r.error_code_ref
)
insert into usage_month (
  account_id, month, region_ref, action_ref, error_code_ref,
  event_count, failed_count, first_event_time, last_event_time
)
select
  :account_id, d.month, d.region_ref, d.action_ref, d.error_code_ref,
  d.event_count, d.failed_count, d.first_event_time, d.last_event_time
from month_delta d
where not exists (
  select
  from grown_month g
  where g.month = d.month
  and g.region_ref = d.region_ref
  and g.action_ref = d.action_ref
  and g.error_code_ref = d.error_code_ref
)
order by d.month, d.region_ref, d.action_ref, d.error_code_ref
