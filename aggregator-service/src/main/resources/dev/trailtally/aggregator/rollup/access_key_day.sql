-- grain: account x UTC day x access key and principal; events without an access key stay out
-- key: account_id, day, access_key_ref, principal_ref
-- source: fresh_event, the events of the ledger rows that this transaction claimed
-- again: adds what this transaction marks in the ledger, once; the account's claim keeps other writers out
insert into access_key_day as r (
  account_id, day, access_key_ref, principal_ref,
  event_count, failed_count, first_event_time, last_event_time
)
select
  :account_id, day, access_key_ref, principal_ref,
  count(*), count(*) filter (where failed), min(event_time), max(event_time)
from fresh_event
where access_key_ref <> 0
group by day, access_key_ref, principal_ref
order by day, access_key_ref, principal_ref
on conflict (account_id, day, access_key_ref, principal_ref) do update
set
  event_count = r.event_count + excluded.event_count,
  failed_count = r.failed_count + excluded.failed_count,
  first_event_time = least(r.first_event_time, excluded.first_event_time),
  last_event_time = greatest(r.last_event_time, excluded.last_event_time)
