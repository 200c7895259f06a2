-- grain: event
-- key: none, each event occurs once
-- source: rolled_up_event
-- again: temporary, emptied before each stretch of days
insert into counted_event
select
  e.category, e.day, e.event_time, floor(extract(epoch from e.event_time - e.day::timestamp at time zone 'UTC') / 900),
  e.region_ref, e.action_ref, coalesce(s.id, 0), e.error_code_ref, e.principal_ref,
  e.session_name, e.access_key_id, e.source_ip_ref, e.user_agent_ref, e.failed, e.shared_event_id,
  case when e.shared_event_id is not null then e.event_id end
from rolled_up_event e
left join action a on a.id = e.action_ref
left join event_source s on s.event_source = a.event_source
where e.account_id = :account_id
and e.day >= :from_day
and e.day < :to_day
