-- grain: account x kind of value x value; what stands for absence is left out
-- key: account_id, kind, value_ref, value
-- source: fresh_count, all but its actions and quarter hours
-- again: adds what this transaction marks in the ledger, once; the account's claim keeps other writers out
insert into sighting as r (
  account_id, kind, value_ref, value, event_count, failed_count, first_event_time, last_event_time
)
select
  :account_id,
  kind,
  value_ref,
  value,
  sum(event_count)::bigint,
  sum(failed_count)::bigint,
  min(first_event_time),
  max(last_event_time)
from (
  select kind, value_ref, value, event_count, failed_count, first_event_time, last_event_time
  from fresh_count
  where kind not in ('action', 'quarter_hour')
  union all
  select 'principal', k.id, '', f.event_count, f.failed_count, f.first_event_time, f.last_event_time
  from fresh_count f
  join principal p on p.id = f.principal_ref
  join principal_key k on k.principal_key = p.principal_key
  where f.kind = 'access_key'
  union all
  select 'region', region_ref, '', event_count, failed_count, first_event_time, last_event_time
  from fresh_count
  where kind = 'action'
) s
where value_ref <> 0
or value <> ''
group by kind, value_ref, value
order by kind, value_ref, value
on conflict (account_id, kind, value_ref, value) do update
set
  event_count = r.event_count + excluded.event_count,
  failed_count = r.failed_count + excluded.failed_count,
  first_event_time = least(r.first_event_time, excluded.first_event_time),
  last_event_time = greatest(r.last_event_time, excluded.last_event_time)
