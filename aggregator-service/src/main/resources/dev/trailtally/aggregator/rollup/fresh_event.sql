-- grain: event
-- key: none, each event of the claimed ledger rows occurs once
-- source: event_segment, those of fresh_segment; unnest in the select list takes a third of the time that it takes in "from"
-- again: read once, by what counts events
select
  f.day,
  unnest(s.categories) as category,
  unnest(s.seconds) as second,
  unnest(s.seconds) / 900 as quarter_hour,
  unnest(s.region_refs) as region_ref,
  unnest(s.action_refs) as action_ref,
  unnest(s.error_code_refs) as error_code_ref,
  unnest(s.principal_refs) as principal_ref,
  f.session_number + unnest(s.session_numbers) as session_number,
  f.access_key_number + unnest(s.access_key_numbers) as access_key_number,
  unnest(s.source_ip_refs) as source_ip_ref,
  unnest(s.user_agent_refs) as user_agent_ref,
  unnest(s.failed)::integer as failed
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
