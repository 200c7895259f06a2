-- grain: account-day
-- key: account_id, day
-- source: account_day, days with :hourly_from events or more whose raw events are kept, of accounts that rest
-- again: reads only
select d.account_id, d.day
from account_day d
join rollup_account a on a.account_id = d.account_id
where d.event_count >= :hourly_from
and not d.hourly
and d.day >= coalesce((select (raw_events_from at time zone 'UTC')::date from retention where isfinite(raw_events_from)),
  date '-infinity')
and (
  a.rolled_up_at < now() - interval '1 minute'
  or not exists (select from ledger where rolled_up_at is null)
)
order by d.event_count desc
limit 8
