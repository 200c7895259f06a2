-- grain: UTC day x principal, session, access key, source IP address and user agent, which mostly occur together
-- key: day, principal_ref, session_name, access_key_id, source_ip_ref, user_agent_ref
-- source: fresh_event
-- again: temporary, emptied by every commit
insert into fresh_origin
select
  day,
  principal_ref,
  session_name,
  access_key_id,
  source_ip_ref,
  user_agent_ref,
  count(*),
  count(*) filter (where failed),
  min(event_time),
  max(event_time)
from fresh_event
group by day, principal_ref, session_name, access_key_id, source_ip_ref, user_agent_ref
