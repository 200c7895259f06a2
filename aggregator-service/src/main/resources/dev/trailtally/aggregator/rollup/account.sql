-- grain: account
-- key: account_id
-- source: the runs of this roll-up, by quarter hour: counts of calls and of all events, times of all events
-- again: adds what this transaction marks in the ledger, once; the account's claim keeps other writers out
update rollup_account r
set
  event_count = r.event_count + counted.event_count,
  failed_count = r.failed_count + counted.failed_count,
  all_event_count = r.all_event_count + counted.all_event_count,
  first_event_time = least(r.first_event_time, counted.first_event_time),
  last_event_time = greatest(r.last_event_time, counted.last_event_time),
  rolled_up_at = now(),
  last_run = counted.last_run,
  unsettled_count = r.unsettled_count + :events,
  unsettled_from = least(r.unsettled_from, counted.first_day),
  unsettled_since = coalesce(r.unsettled_since, now())
from (
  select
    coalesce(sum(event_count) filter (where is_call(category)), 0)::bigint as event_count,
    coalesce(sum(failed_count) filter (where is_call(category)), 0)::bigint as failed_count,
    sum(event_count)::bigint as all_event_count,
    min(bucket) as first_day,
    max(run) as last_run,
    min(first_event_time) as first_event_time,
    max(last_event_time) as last_event_time
  from rollup
  where account_id = :account_id
  and grain = 'day'
  and family = 'quarter_hour'
  and bucket = any (array(select day from claimed_day))
  and run > :last_run
) counted
where r.account_id = :account_id
