-- Kept by the connection, emptied by every commit: no catalog churn in a transaction.
create temporary table if not exists claimed_day (
  day date not null, batch_ids bigint[] not null, event_count bigint not null, entry_count bigint not null
) on commit delete rows;
create temporary table if not exists fresh_segment (
  day date not null, batch_id bigint not null, part integer not null,
  session_number bigint not null, access_key_number bigint not null
) on commit delete rows;
create temporary table if not exists fresh_text (
  number bigint not null, text text collate "C" not null
) on commit delete rows;
create temporary table if not exists delta (
  family text collate "C" not null, category smallint not null, day date not null,
  text_key text collate "C", key_1 bigint not null, key_2 bigint, key_3 bigint, key_4 bigint, key_5 bigint,
  event_count bigint not null, failed_count bigint not null, first_second integer not null, last_second integer not null
) partition by list (family);
create temporary table if not exists fresh_shared_call (
  shared_event_id uuid not null, account_id bigint not null, event_id uuid not null, day date not null,
  second integer not null, region_ref bigint not null, action_ref bigint not null, error_code_ref bigint not null,
  principal_ref bigint not null, source_ip_ref bigint not null, user_agent_ref bigint not null,
  category smallint not null, failed boolean not null,
  session_name text collate "C" not null, access_key_id text collate "C" not null
) on commit delete rows
