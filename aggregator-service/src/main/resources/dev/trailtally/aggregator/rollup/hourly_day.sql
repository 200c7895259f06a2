-- grain: event of one account-day that becomes hourly
-- key: none, each event occurs once
-- source: event, all of the day that are rolled up; marks the day hourly, so that later ones are added as they arrive
-- again: temporary, emptied by every commit; a day is marked once, in the transaction that fills its hours
with kept as materialized (
  select raw_events_from
  from retention
  for share
),
marked as (
  update account_day a
  set hourly = true
  from kept
  where a.account_id = :account_id
  and a.day = :day
  and not a.hourly
  and kept.raw_events_from <= :day_start
  returning a.day
)
insert into hourly_event
select
  event_time, region_ref, action_ref, error_code_ref, principal_ref, source_ip_ref, user_agent_ref, failed
from event
where account_id = :account_id
and day = :day
and exists (select from marked)
and batch_id = any (array(
  select batch_id
  from ledger
  where account_id = :account_id
  and day = :day
  and rolled_up_at is not null
))
