-- grain: UTC day x service
-- key: kind ('event_source'), day, value_ref; 0 if an action has no row that names its service
-- source: the actions of fresh_count
-- again: temporary, emptied by every commit
with service_of_action as materialized (
  select a.id as action_ref, s.id as event_source_ref
  from action a
  join event_source s on s.event_source = a.event_source
  where a.id = any (array(select value_ref from fresh_count where kind = 'action'))
)
insert into fresh_count (
  kind, day, value_ref, event_count, failed_count, first_event_time, last_event_time
)
select
  'event_source',
  f.day,
  coalesce(s.event_source_ref, 0),
  sum(f.event_count)::bigint,
  sum(f.failed_count)::bigint,
  min(f.first_event_time),
  max(f.last_event_time)
from fresh_count f
left join service_of_action s on s.action_ref = f.value_ref
where f.kind = 'action'
group by 2, 3
