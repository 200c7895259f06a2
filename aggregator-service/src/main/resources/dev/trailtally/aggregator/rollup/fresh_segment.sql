-- grain: segment of the claimed ledger rows, with the numbers in fresh_text of no session and no access key; its own follow
-- key: day, batch_id, part
-- source: event_segment, by the day and the batches of each claimed day, so that a late event does not scan history
-- again: temporary, emptied by every commit
insert into fresh_segment
select
  d.day,
  s.batch_id,
  s.part,
  sum(s.sessions + s.access_keys) over segments - s.sessions - s.access_keys,
  sum(s.sessions + s.access_keys) over segments - s.access_keys
from claimed_day d
cross join lateral (
  select batch_id, part, cardinality(session_names) + 1 as sessions, cardinality(access_key_ids) + 1 as access_keys
  from event_segment
  where account_id = :account_id
  and day = d.day
  and batch_id = any (d.batch_ids)
) s
window segments as (order by d.day, s.batch_id, s.part)
