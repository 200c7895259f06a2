-- Kept by the connection, emptied by every commit: no catalog churn in a transaction.
create temporary table if not exists claimed_day (
  day date not null, batch_ids bigint[] not null, event_count bigint not null, entry_count bigint not null
) on commit delete rows;
create temporary table if not exists fresh_shared_call (like shared_call) on commit delete rows
