-- Kept by the connection, emptied for each stretch of days.
create temporary table if not exists counted_event (
  category smallint not null,
  day date not null,
  event_time timestamptz not null,
  quarter_hour bigint not null,
  region_ref bigint not null,
  action_ref bigint not null,
  event_source_ref bigint not null,
  error_code_ref bigint not null,
  principal_ref bigint not null,
  session_name text not null,
  access_key_id text not null,
  source_ip_ref bigint not null,
  user_agent_ref bigint not null,
  failed boolean not null,
  shared_event_id uuid,
  event_id uuid
) on commit delete rows
