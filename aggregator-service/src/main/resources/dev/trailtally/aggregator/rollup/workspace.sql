-- Kept by the connection, emptied by every commit: no catalog churn in a transaction.
create temporary table if not exists claimed_day (
  day date not null, batch_ids bigint[] not null, event_count bigint not null, entry_count bigint not null
) on commit delete rows;
create temporary table if not exists fresh_shared_call (
  shared_event_id uuid not null, account_id bigint not null, event_id uuid not null, day date not null,
  second integer not null, region_ref bigint not null, action_ref bigint not null, error_code_ref bigint not null,
  principal_ref bigint not null, source_ip_ref bigint not null, user_agent_ref bigint not null,
  category smallint not null, failed boolean not null,
  session_name text collate "C" not null, access_key_id text collate "C" not null
) on commit delete rows
