-- grain: account x UTC day, and account x UTC month, x principal, source IP address and user agent
-- key: account_id, day or month, principal_ref, source_ip_ref, user_agent_ref
-- source: fresh_origin, the events of the ledger rows that this transaction claimed, counted; months from the day deltas
-- again: adds what this transaction marks in the ledger, once; the account's claim keeps other writers out
with day_delta as materialized (
  select
    day,
    principal_ref,
    source_ip_ref,
    user_agent_ref,
    sum(event_count)::bigint as event_count,
    sum(failed_count)::bigint as failed_count,
    min(first_event_time) as first_event_time,
    max(last_event_time) as last_event_time
  from fresh_origin
  group by day, principal_ref, source_ip_ref, user_agent_ref
),
month_delta as materialized (
  select
    date_trunc('month', day::timestamp)::date as month,
    principal_ref,
    source_ip_ref,
    user_agent_ref,
    sum(event_count)::bigint as event_count,
    sum(failed_count)::bigint as failed_count,
    min(first_event_time) as first_event_time,
    max(last_event_time) as last_event_time
  from day_delta
  group by month, principal_ref, source_ip_ref, user_agent_ref
),
grown_day as (
  update principal_origin_day r
  set
    event_count = r.event_count + d.event_count,
    failed_count = r.failed_count + d.failed_count,
    first_event_time = least(r.first_event_time, d.first_event_time),
    last_event_time = greatest(r.last_event_time, d.last_event_time)
  from day_delta d
  where r.account_id = :account_id
  and r.day = any (array(select day from claimed_day))
  and r.day = d.day
  and r.principal_ref = d.principal_ref
  and r.source_ip_ref = d.source_ip_ref
  and r.user_agent_ref = d.user_agent_ref
  returning r.day, r.principal_ref, r.source_ip_ref, r.user_agent_ref
),
new_day as (
  insert into principal_origin_day (
    account_id, day, principal_ref, source_ip_ref, user_agent_ref,
    event_count, failed_count, first_event_time, last_event_time
  )
  select
    :account_id, d.day, d.principal_ref, d.source_ip_ref, d.user_agent_ref,
    d.event_count, d.failed_count, d.first_event_time, d.last_event_time
  from day_delta d
  where not exists (
    select
    from grown_day g
    where g.day = d.day
    and g.principal_ref = d.principal_ref
    and g.source_ip_ref = d.source_ip_ref
    and g.user_agent_ref = d.user_agent_ref
  )
  order by d.day, d.principal_ref, d.source_ip_ref, d.user_agent_ref
),
grown_month as (
  update principal_origin_month r
  set
    event_count = r.event_count + d.event_count,
    failed_count = r.failed_count + d.failed_count,
    first_event_time = least(r.first_event_time, d.first_event_time),
    last_event_time = greatest(r.last_event_time, d.last_event_time)
  from month_delta d
  where r.account_id = :account_id
  and r.month = any (array(select date_trunc('month', day::timestamp)::date from claimed_day))
  and r.month = d.month
  and r.principal_ref = d.principal_ref
  and r.source_ip_ref = d.source_ip_ref
  and r.user_agent_ref = d.user_agent_ref
  returning r.month, r.principal_ref, r.source_ip_ref, r.user_agent_ref
)
insert into principal_origin_month (
  account_id, month, principal_ref, source_ip_ref, user_agent_ref,
  event_count, failed_count, first_event_time, last_event_time
)
select
  :account_id, d.month, d.principal_ref, d.source_ip_ref, d.user_agent_ref,
  d.event_count, d.failed_count, d.first_event_time, d.last_event_time
from month_delta d
where not exists (
  select
  from grown_month g
  where g.month = d.month
  and g.principal_ref = d.principal_ref
  and g.source_ip_ref = d.source_ip_ref
  and g.user_agent_ref = d.user_agent_ref
)
order by d.month, d.principal_ref, d.source_ip_ref, d.user_agent_ref
