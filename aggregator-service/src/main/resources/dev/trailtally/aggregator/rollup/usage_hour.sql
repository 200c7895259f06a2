-- grain: account x hour x region, action and error code, of dense account-days only
-- key: account_id, hour, region_ref, action_ref, error_code_ref
-- source: hourly_event, the fresh events of hourly days and all rolled-up events of days that become hourly
-- again: adds what this transaction marks in the ledger, once; the account's claim keeps other writers out
with hour_delta as materialized (
  select
    date_trunc('hour', event_time, 'UTC') as hour,
    region_ref,
    action_ref,
    error_code_ref,
    count(*) as event_count,
    count(*) filter (where failed) as failed_count,
    min(event_time) as first_event_time,
    max(event_time) as last_event_time
  from hourly_event
  group by hour, region_ref, action_ref, error_code_ref
),
grown_hour as (
  update usage_hour r
  set
    event_count = r.event_count + d.event_count,
    failed_count = r.failed_count + d.failed_count,
    first_event_time = least(r.first_event_time, d.first_event_time),
    last_event_time = greatest(r.last_event_time, d.last_event_time)
  from hour_delta d
  where r.account_id = :account_id
  and r.hour = any (array(select hour from hour_delta))
  and r.hour = d.hour
  and r.region_ref = d.region_ref
  and r.action_ref = d.action_ref
  and r.error_code_ref = d.error_code_ref
  returning r.hour, r.region_ref, r.action_ref, r.error_code_ref
)
insert into usage_hour (
  account_id, hour, region_ref, action_ref, error_code_ref,
  event_count, failed_count, first_event_time, last_event_time
)
select
  :account_id, d.hour, d.region_ref, d.action_ref, d.error_code_ref,
  d.event_count, d.failed_count, d.first_event_time, d.last_event_time
from hour_delta d
where not exists (
  select
  from grown_hour g
  where g.hour = d.hour
  and g.region_ref = d.region_ref
  and g.action_ref = d.action_ref
  and g.error_code_ref = d.error_code_ref
)
order by d.hour, d.region_ref, d.action_ref, d.error_code_ref
