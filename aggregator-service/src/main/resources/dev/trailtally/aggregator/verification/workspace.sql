-- Kept by the connection, emptied for each stretch of days.
create temporary table if not exists counted_event on commit delete rows as
select
  category, day, event_time, 0::bigint as quarter_hour, region_ref, action_ref, 0::bigint as event_source_ref,
  error_code_ref, principal_ref, session_name, access_key_id, source_ip_ref, user_agent_ref, failed, shared_event_id,
  event_id
from event
with no data
