-- grain: account x UTC day x access key and principal; events without an access key are left out
-- key: account_id, day, access_key_id, principal_ref
-- source: fresh_count, its days, access keys and principals
-- again: adds what this transaction marks in the ledger, once; the account's claim keeps other writers out
insert into access_key_day as r (
  account_id, day, access_key_id, principal_ref,
  event_count, failed_count, first_event_time, last_event_time
)
select
  :account_id, day, value, principal_ref,
  event_count, failed_count, first_event_time, last_event_time
from fresh_count
where kind = 'access_key'
and value <> ''
order by day, value, principal_ref
on conflict (account_id, day, access_key_id, principal_ref) do update
set
  event_count = r.event_count + excluded.event_count,
  failed_count = r.failed_count + excluded.failed_count,
  first_event_time = least(r.first_event_time, excluded.first_event_time),
  last_event_time = greatest(r.last_event_time, excluded.last_event_time)
