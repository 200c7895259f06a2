-- grain: event
-- key: none, each event of the claimed ledger rows occurs once
-- source: event, by the day and the batches of each claimed day, so that a late event does not scan history
-- again: temporary, emptied by every commit
insert into fresh_event
select d.day, e.*
from claimed_day d
cross join lateral (
  select
    event_time, region_ref, action_ref, error_code_ref, principal_ref, session_name,
    access_key_id, source_ip_ref, user_agent_ref, failed, category
  from event
  where account_id = :account_id
  and day = d.day
  and batch_id = any (d.batch_ids)
) e
