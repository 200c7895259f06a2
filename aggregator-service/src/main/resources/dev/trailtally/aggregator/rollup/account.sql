-- grain: account
-- key: account_id
-- source: delta_category: counts of calls, times of all events
-- again: adds what this transaction marks in the ledger, once; the account's claim keeps other writers out
update rollup_account r
set
  event_count = r.event_count + total.event_count,
  failed_count = r.failed_count + total.failed_count,
  first_event_time = least(r.first_event_time, total.first_event_time),
  last_event_time = greatest(r.last_event_time, total.last_event_time),
  rolled_up_at = now()
from (
  select
    coalesce(sum(event_count) filter (where is_call(category)), 0)::bigint as event_count,
    coalesce(sum(failed_count) filter (where is_call(category)), 0)::bigint as failed_count,
    min(first_event_time) as first_event_time,
    max(last_event_time) as last_event_time
  from delta_category
) total
where r.account_id = :account_id
and total.first_event_time is not null
