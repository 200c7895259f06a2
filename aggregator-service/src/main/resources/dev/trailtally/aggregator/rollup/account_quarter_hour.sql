-- grain: account x quarter of an hour
-- key: account_id, quarter_hour
-- source: fresh_count, its quarter hours
-- again: adds what this transaction marks in the ledger, once; the account's claim keeps other writers out
insert into account_quarter_hour as r (
  account_id, quarter_hour, event_count, failed_count, first_event_time, last_event_time
)
select :account_id, quarter_hour, event_count, failed_count, first_event_time, last_event_time
from fresh_count
where kind = 'quarter_hour'
order by quarter_hour
on conflict (account_id, quarter_hour) do update
set
  event_count = r.event_count + excluded.event_count,
  failed_count = r.failed_count + excluded.failed_count,
  first_event_time = least(r.first_event_time, excluded.first_event_time),
  last_event_time = greatest(r.last_event_time, excluded.last_event_time)
