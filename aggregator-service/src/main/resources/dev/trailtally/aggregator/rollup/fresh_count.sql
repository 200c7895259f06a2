-- grain: UTC day x action, UTC day x access key and principal, quarter hour, and each other value that is sighted
-- key: kind, day, quarter_hour, value_ref, principal_ref
-- source: fresh_event, read once for all the rollups with few rows
-- again: temporary, emptied by every commit
insert into fresh_count
select
  case
    when grouping(action_ref) = 0 then 'action'
    when grouping(access_key_ref) = 0 then 'access_key'
    when grouping(quarter_hour) = 0 then 'quarter_hour'
    when grouping(region_ref) = 0 then 'region'
    when grouping(session_ref) = 0 then 'session'
    when grouping(source_ip_ref) = 0 then 'source_ip'
    else 'user_agent'
  end,
  day,
  quarter_hour,
  coalesce(action_ref, access_key_ref, region_ref, session_ref, source_ip_ref, user_agent_ref),
  principal_ref,
  count(*),
  count(*) filter (where failed),
  min(event_time),
  max(event_time)
from (
  select *, date_bin('15 minutes', event_time, '2000-01-01 00:00:00+00') as quarter_hour
  from fresh_event
) e
group by grouping sets (
  (day, action_ref), (day, access_key_ref, principal_ref), (day, quarter_hour),
  (region_ref), (session_ref), (source_ip_ref), (user_agent_ref)
)
