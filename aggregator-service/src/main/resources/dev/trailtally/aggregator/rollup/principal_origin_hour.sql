-- grain: account x hour x principal, source IP address and user agent, of dense account-days only
-- key: account_id, hour, principal_ref, source_ip_ref, user_agent_ref
-- source: hourly_event, the fresh events of hourly days and all rolled-up events of days that become hourly
-- again: adds what this transaction marks in the ledger, once; the account's claim keeps other writers out
with hour_delta as materialized (
  select
    date_trunc('hour', event_time, 'UTC') as hour,
    principal_ref,
    source_ip_ref,
    user_agent_ref,
    count(*) as event_count,
    count(*) filter (where failed) as failed_count,
    min(event_time) as first_event_time,
    max(event_time) as last_event_time
  from hourly_event
  group by hour, principal_ref, source_ip_ref, user_agent_ref
),
grown_hour as (
  update principal_origin_hour r
  set
    event_count = r.event_count + d.event_count,
    failed_count = r.failed_count + d.failed_count,
    first_event_time = least(r.first_event_time, d.first_event_time),
    last_event_time = greatest(r.last_event_time, d.last_event_time)
  from hour_delta d
  where r.account_id = :account_id
  and r.hour = any (array(select hour from hour_delta))
  and r.hour = d.hour
  and r.principal_ref = d.principal_ref
  and r.source_ip_ref = d.source_ip_ref
  and r.user_agent_ref = d.user_agent_ref
  returning r.hour, r.principal_ref, r.source_ip_ref, r.user_agent_ref
)
insert into principal_origin_hour (
  account_id, hour, principal_ref, source_ip_ref, user_agent_ref,
  event_count, failed_count, first_event_time, last_event_time
)
select
  :account_id, d.hour, d.principal_ref, d.source_ip_ref, d.user_agent_ref,
  d.event_count, d.failed_count, d.first_event_time, d.last_event_time
from hour_delta d
where not exists (
  select
  from grown_hour g
  where g.hour = d.hour
  and g.principal_ref = d.principal_ref
  and g.source_ip_ref = d.source_ip_ref
  and g.user_agent_ref = d.user_agent_ref
)
order by d.hour, d.principal_ref, d.source_ip_ref, d.user_agent_ref
