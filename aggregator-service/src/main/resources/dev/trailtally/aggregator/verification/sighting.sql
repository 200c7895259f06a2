-- grain: every sighting in one account
-- key: kind, value_ref
-- source: rolled_up_event against sighting; usage_day, service_day, principal_day and principal_origin_day, if some of the
--   account's events were dropped
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
  select
    v.kind, v.value_ref, 1 as event_count, failed::integer as failed_count, event_time as first_event_time,
    event_time as last_event_time
  from rolled_up_event e
  left join action a on a.id = e.action_ref
  left join event_source s on s.event_source = a.event_source
  left join principal p on p.id = e.principal_ref
  left join principal_key k on k.principal_key = p.principal_key
  cross join lateral (
    values
      ('source_ip', e.source_ip_ref), ('user_agent', e.user_agent_ref), ('principal', k.id), ('event_source', s.id),
      ('region', e.region_ref)
  ) v (kind, value_ref)
  where e.account_id = :account_id
  and is_call(e.category)
  and :all_kept
  union all
  select 'region', region_ref, event_count, failed_count, first_event_time, last_event_time
  from usage_day
  where account_id = :account_id
  and not :all_kept
  union all
  select 'event_source', event_source_ref, event_count, failed_count, first_event_time, last_event_time
  from service_day
  where account_id = :account_id
  and not :all_kept
  union all
  select 'principal', k.id, d.event_count, d.failed_count, d.first_event_time, d.last_event_time
  from principal_day d
  join principal p on p.id = d.principal_ref
  join principal_key k on k.principal_key = p.principal_key
  where d.account_id = :account_id
  and not :all_kept
  union all
  select v.kind, v.value_ref, event_count, failed_count, first_event_time, last_event_time
  from principal_origin_day d
  cross join lateral (values ('source_ip', d.source_ip_ref), ('user_agent', d.user_agent_ref)) v (kind, value_ref)
  where d.account_id = :account_id
  and not :all_kept
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
