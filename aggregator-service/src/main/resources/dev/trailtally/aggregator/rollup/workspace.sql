-- Kept by the connection, emptied by every commit: no catalog churn in a transaction.
create temporary table if not exists claimed_day (
  day date not null,
  batch_ids bigint[] not null,
  event_count bigint not null,
  entry_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null
) on commit delete rows;
create temporary table if not exists fresh_event (
  day date not null,
  event_time timestamptz not null,
  region_ref bigint not null,
  action_ref bigint not null,
  error_code_ref bigint not null,
  principal_ref bigint not null,
  session_name text not null,
  access_key_id text not null,
  source_ip_ref bigint not null,
  user_agent_ref bigint not null,
  failed boolean not null,
  category smallint not null
) on commit delete rows
