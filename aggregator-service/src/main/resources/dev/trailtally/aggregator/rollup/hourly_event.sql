-- grain: event of an hourly account-day
-- key: none, each event occurs once
-- source: fresh_event, those of days whose hours are already kept
-- again: temporary, emptied by every commit
insert into hourly_event
select
  event_time, region_ref, action_ref, error_code_ref, principal_ref, source_ip_ref, user_agent_ref, failed
from fresh_event
where day in (
  select day
  from account_day
  where account_id = :account_id
  and hourly
  and day = any (array(select day from claimed_day))
)
