-- grain: UTC day x action and region, UTC day x access key and principal, quarter hour, and each other value that is sighted
-- key: kind, day, quarter_hour, value_ref, value, principal_ref, region_ref
-- source: fresh_event and fresh_origin, each read once for all the rollups with few rows
-- again: temporary, emptied by every commit
insert into fresh_count (
  kind, day, quarter_hour, value_ref, value, principal_ref, region_ref,
  event_count, failed_count, first_event_time, last_event_time
)
select
  case when grouping(action_ref) = 0 then 'action' else 'quarter_hour' end,
  day,
  quarter_hour,
  action_ref,
  '',
  null::bigint,
  region_ref,
  count(*),
  count(*) filter (where failed),
  min(event_time),
  max(event_time)
from (
  select *, date_bin('15 minutes', event_time, '2000-01-01 00:00:00+00') as quarter_hour
  from fresh_event
) e
group by grouping sets ((day, action_ref, region_ref), (day, quarter_hour))
union all
select
  case
    when grouping(access_key_id) = 0 then 'access_key'
    when grouping(session_name) = 0 then 'session'
    when grouping(source_ip_ref) = 0 then 'source_ip'
    else 'user_agent'
  end,
  day,
  null::timestamptz,
  coalesce(source_ip_ref, user_agent_ref, 0),
  coalesce(access_key_id, session_name, ''),
  principal_ref,
  null::bigint,
  sum(event_count)::bigint,
  sum(failed_count)::bigint,
  min(first_event_time),
  max(last_event_time)
from fresh_origin
group by grouping sets ((day, access_key_id, principal_ref), (session_name), (source_ip_ref), (user_agent_ref))
