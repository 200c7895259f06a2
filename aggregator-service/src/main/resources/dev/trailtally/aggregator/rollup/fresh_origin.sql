-- grain: day and what mostly occurs together, counted once for the families that are made of it
-- key: none, text of several segments is not the same row
-- source: fresh_event, fresh_text
-- again: temporary, emptied by every commit
insert into fresh_origin
select
  category, day, principal_ref, session.text, access_key.text, source_ip_ref, user_agent_ref,
  event_count, failed_count, first_second, last_second
from (
  select
    category, day, principal_ref, session_number, access_key_number, source_ip_ref, user_agent_ref,
    count(*) as event_count,
    sum(failed) as failed_count,
    min(second) as first_second,
    max(second) as last_second
  from fresh_event
  group by category, day, principal_ref, session_number, access_key_number, source_ip_ref, user_agent_ref
) e
join fresh_text session on session.number = session_number
join fresh_text access_key on access_key.number = access_key_number
