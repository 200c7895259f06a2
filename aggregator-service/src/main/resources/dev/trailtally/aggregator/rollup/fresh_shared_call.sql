-- grain: call of the claimed ledger rows that has a sharedEventID
-- key: event_id
-- source: event_segment, by the day and the batches of each claimed day: those that have any, others are not taken apart
-- again: temporary, emptied by every commit
insert into fresh_shared_call
select
  e.shared_event_id,
  :account_id,
  e.event_id,
  s.day,
  e.second,
  e.region_ref,
  e.action_ref,
  e.error_code_ref,
  e.principal_ref,
  e.source_ip_ref,
  e.user_agent_ref,
  e.category,
  e.failed,
  coalesce(s.session_names[e.session_number], ''),
  coalesce(s.access_key_ids[e.access_key_number], '')
from claimed_day d
cross join lateral (
  select *
  from event_segment
  where account_id = :account_id
  and day = d.day
  and batch_id = any (d.batch_ids)
  and array_remove(shared_event_ids, null) <> '{}'
  offset 0
) s
cross join lateral unnest(
  s.seconds, s.event_ids, s.region_refs, s.action_refs, s.error_code_refs, s.principal_refs, s.session_numbers,
  s.access_key_numbers, s.source_ip_refs, s.user_agent_refs, s.failed, s.categories, s.shared_event_ids
) e (
  second, event_id, region_ref, action_ref, error_code_ref, principal_ref, session_number,
  access_key_number, source_ip_ref, user_agent_ref, failed, category, shared_event_id
)
where e.shared_event_id is not null
and is_call(e.category)
