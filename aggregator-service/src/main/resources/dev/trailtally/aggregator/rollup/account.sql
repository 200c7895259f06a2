-- grain: account
-- key: account_id
-- source: delta of quarter hours: counts of calls and of all events, times of all events
-- again: adds what this transaction marks in the ledger, once; the account's claim keeps other writers out
update rollup_account r
set
  event_count = r.event_count + counted.event_count,
  failed_count = r.failed_count + counted.failed_count,
  all_event_count = r.all_event_count + counted.all_event_count,
  first_event_time = least(r.first_event_time, counted.first_event_time),
  last_event_time = greatest(r.last_event_time, counted.last_event_time),
  rolled_up_at = now(),
  last_run = :run,
  unsettled_count = r.unsettled_count + :events,
  unsettled_from = least(r.unsettled_from, counted.first_day),
  unsettled_since = coalesce(r.unsettled_since, now())
from (
  select
    coalesce(sum(event_count) filter (where is_call(category)), 0)::bigint as event_count,
    coalesce(sum(failed_count) filter (where is_call(category)), 0)::bigint as failed_count,
    coalesce(sum(event_count), 0)::bigint as all_event_count,
    min(day) as first_day,
    min(day::timestamp at time zone 'UTC' + first_second * interval '1 second') as first_event_time,
    max(day::timestamp at time zone 'UTC' + last_second * interval '1 second') as last_event_time
  from delta
  where family = 'quarter_hour'
) counted
where r.account_id = :account_id
