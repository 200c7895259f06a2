-- grain: event
-- key: none, each event of the claimed ledger rows occurs once
-- source: event_segment, those of fresh_segment; unnest in the select list takes a third of the time that it takes in "from"
-- again: temporary, emptied by every commit
insert into fresh_event
select
  unnest(s.categories),
  f.day,
  unnest(s.seconds),
  unnest(s.region_refs),
  unnest(s.action_refs),
  unnest(s.error_code_refs),
  unnest(s.principal_refs),
  f.session_number + unnest(s.session_numbers),
  f.access_key_number + unnest(s.access_key_numbers),
  unnest(s.source_ip_refs),
  unnest(s.user_agent_refs),
  unnest(s.failed)::integer
from fresh_segment f
cross join lateral (
  select *
  from event_segment
  where account_id = :account_id
  and day = f.day
  and batch_id = f.batch_id
  and part = f.part
  offset 0
) s
