-- Kept by the connection, emptied for each stretch of days.
create temporary table if not exists counted_event (
  day date not null,
  hourly boolean not null,
  event_time timestamptz not null,
  region_ref integer not null,
  action_ref integer not null,
  error_code_ref integer not null,
  principal_ref integer not null,
  access_key_ref integer not null,
  source_ip_ref integer not null,
  user_agent_ref integer not null,
  failed boolean not null
) on commit delete rows
