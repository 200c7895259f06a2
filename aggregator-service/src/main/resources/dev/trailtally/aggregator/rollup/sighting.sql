-- grain: value of a kind in an account, over all time
-- key: value_ref, kind, account_id
-- source: the deltas of origins, usage, services and principals
-- again: adds what this transaction marks in the ledger, once; in the order of the key
insert into sighting as r (
  account_id, kind, value_ref, event_count, failed_count, first_event_time, last_event_time
)
select
  :account_id,
  kind,
  value_ref,
  sum(event_count),
  sum(failed_count),
  to_timestamp(min((day - date '1970-01-01')::bigint * 86400 + first_second)),
  to_timestamp(max((day - date '1970-01-01')::bigint * 86400 + last_second))
from (
  select
    category, 'source_ip' as kind, key_2 as value_ref, day, event_count, failed_count, first_second, last_second
  from delta
  where family = 'principal_origin'
  union all
  select category, 'user_agent', key_3, day, event_count, failed_count, first_second, last_second
  from delta
  where family = 'principal_origin'
  union all
  select category, 'principal', k.id, day, event_count, failed_count, first_second, last_second
  from delta
  join principal p on p.id = key_1
  join principal_key k on k.principal_key = p.principal_key
  where family = 'principal'
  union all
  select
    category, case family when 'usage' then 'region' else 'event_source' end, key_1,
    day, event_count, failed_count, first_second, last_second
  from delta
  where family in ('usage', 'service')
) s
where is_call(category)
and value_ref <> 0
group by kind, value_ref
order by value_ref, kind collate "C"
on conflict (value_ref, kind, account_id) do update
set
  event_count = r.event_count + excluded.event_count,
  failed_count = r.failed_count + excluded.failed_count,
  first_event_time = least(r.first_event_time, excluded.first_event_time),
  last_event_time = greatest(r.last_event_time, excluded.last_event_time)
