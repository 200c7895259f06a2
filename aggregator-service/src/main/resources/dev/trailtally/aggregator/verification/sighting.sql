-- grain: every sighting in one account, all of whose events are kept
-- key: kind, value_ref
-- source: rolled_up_event against sighting
-- again: reads only
with rolled_up as (
  select
    date 'infinity' as bucket,
    format('kind=%s, value=%s', kind, value_ref) as key,
    event_count, failed_count, first_event_time, last_event_time
  from sighting
  where account_id = :account_id
),
recounted as (
  select
    date 'infinity' as bucket,
    format('kind=%s, value=%s', v.kind, v.value_ref) as key,
    count(*) as event_count,
    count(*) filter (where failed) as failed_count,
    min(event_time) as first_event_time,
    max(event_time) as last_event_time
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
  and v.value_ref <> 0
  group by 2
)
