-- grain: event of a dense account-day
-- key: none, each event stands once
-- source: fresh_event of days that are hourly; of days that now hold :hourly_from events all rolled-up events instead
-- again: temporary, emptied by every commit; a day becomes hourly once, in the transaction that fills its hours
with became_hourly as (
  update account_day a
  set hourly = true
  from claimed_day d, retention t
  where a.account_id = :account_id
  and a.day = d.day
  and not a.hourly
  and a.event_count >= :hourly_from
  and a.day::timestamp at time zone 'UTC' >= t.raw_events_from
  returning a.day
),
was_hourly as (
  select day
  from account_day
  where account_id = :account_id
  and hourly
  and day = any (array(select day from claimed_day))
)
insert into hourly_event
select
  event_time, region_ref, action_ref, error_code_ref, principal_ref, source_ip_ref, user_agent_ref, failed
from fresh_event
where day in (select day from was_hourly)
union all
select e.*
from became_hourly d
cross join lateral (
  select
    event_time, region_ref, action_ref, error_code_ref, principal_ref, source_ip_ref, user_agent_ref, failed
  from event
  where account_id = :account_id
  and event_time >= d.day::timestamp at time zone 'UTC'
  and event_time < (d.day + 1)::timestamp at time zone 'UTC'
  and event_time >= :first_event_time::timestamptz - interval '1 day'
  and event_time < :last_event_time::timestamptz + interval '1 day'
  and batch_id = any (array(
    select batch_id
    from ledger
    where account_id = :account_id
    and day = d.day
    and rolled_up_at is not null
  ))
) e
