-- grain: every sighting in one account, some of whose events were dropped
-- key: kind, value_ref
-- source: usage_day, service_day, principal_day and principal_origin_day against sighting
-- again: reads only
with rolled_up as (
  select
    date 'infinity' as bucket,
    format('kind=%s, value=%s', kind, value_ref) as key,
    event_count, failed_count, first_event_time, last_event_time
  from sighting
  where account_id = :account_id
),
valued as (
  select 'region' as kind, region_ref as value_ref, event_count, failed_count, first_event_time, last_event_time
  from usage_day
  where account_id = :account_id
  union all
  select 'event_source', event_source_ref, event_count, failed_count, first_event_time, last_event_time
  from service_day
  where account_id = :account_id
  union all
  select 'principal', k.id, d.event_count, d.failed_count, d.first_event_time, d.last_event_time
  from principal_day d
  join principal p on p.id = d.principal_ref
  join principal_key k on k.principal_key = p.principal_key
  where d.account_id = :account_id
  union all
  select 'source_ip', source_ip_ref, event_count, failed_count, first_event_time, last_event_time
  from principal_origin_day
  where account_id = :account_id
  union all
  select 'user_agent', user_agent_ref, event_count, failed_count, first_event_time, last_event_time
  from principal_origin_day
  where account_id = :account_id
),
recounted as (
  select
    date 'infinity' as bucket,
    format('kind=%s, value=%s', kind, value_ref) as key,
    sum(event_count) as event_count,
    sum(failed_count) as failed_count,
    min(first_event_time) as first_event_time,
    max(last_event_time) as last_event_time
  from valued
  where value_ref <> 0
  group by 2
)
