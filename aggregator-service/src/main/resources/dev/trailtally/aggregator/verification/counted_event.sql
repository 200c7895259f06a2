-- grain: event
-- key: none, each event occurs once
-- source: event, without the events of ledger rows that are not rolled up
-- again: temporary, emptied before each stretch of days
insert into counted_event
select
  d.day, coalesce(a.hourly, false), e.event_time, e.region_ref, e.action_ref, e.error_code_ref, e.principal_ref,
  e.access_key_ref, e.source_ip_ref, e.user_agent_ref, e.failed
from event e
cross join lateral (select (e.event_time at time zone 'UTC')::date as day) d
left join account_day a on a.account_id = :account_id and a.day = d.day
where e.account_id = :account_id
and e.event_time >= :from_day::timestamp at time zone 'UTC'
and e.event_time < :to_day::timestamp at time zone 'UTC'
and not exists (
  select
  from ledger l
  where l.account_id = :account_id
  and l.day = d.day
  and l.batch_id = e.batch_id
  and l.rolled_up_at is null
)
