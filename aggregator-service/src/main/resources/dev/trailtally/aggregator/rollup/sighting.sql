-- grain: value of a kind in an account, over all time
-- key: value_ref, kind, account_id
-- source: the runs of this roll-up: origins, usage, services and principals
-- again: adds what this transaction marks in the ledger, once; in the order of the key
with fresh as materialized (
  select
    family,
    (bucket - date '1970-01-01')::bigint * 86400 as day_start,
    unnest(key_1) as key_1,
    unnest(key_2) as key_2,
    unnest(key_3) as key_3,
    unnest(event_counts) as event_count,
    unnest(failed_counts) as failed_count,
    unnest(first_seconds) as first_second,
    unnest(spans) as span
  from rollup
  where account_id = :account_id
  and grain = 'day'
  and family in ('principal_origin', 'principal', 'usage', 'service')
  and bucket = any (array(select day from claimed_day))
  and run > :last_run
  and is_call(category)
)
insert into sighting as r (
  account_id, kind, value_ref, event_count, failed_count, first_event_time, last_event_time
)
select
  :account_id,
  kind,
  value_ref,
  sum(event_count),
  coalesce(sum(failed_count), 0),
  to_timestamp(min(day_start + first_second)),
  to_timestamp(max(day_start + first_second + span))
from (
  select kind, value_ref, day_start, event_count, failed_count, first_second, span
  from fresh
  cross join lateral (values ('source_ip', key_2), ('user_agent', key_3)) v (kind, value_ref)
  where family = 'principal_origin'
  union all
  select 'principal', k.id, day_start, event_count, failed_count, first_second, span
  from fresh
  join principal p on p.id = key_1
  join principal_key k on k.principal_key = p.principal_key
  where family = 'principal'
  union all
  select
    case family when 'usage' then 'region' else 'event_source' end, key_1, day_start, event_count, failed_count,
    first_second, span
  from fresh
  where family in ('usage', 'service')
) s
where value_ref <> 0
group by kind, value_ref
order by value_ref, kind collate "C"
on conflict (value_ref, kind, account_id) do update
set
  event_count = r.event_count + excluded.event_count,
  failed_count = r.failed_count + excluded.failed_count,
  first_event_time = least(r.first_event_time, excluded.first_event_time),
  last_event_time = greatest(r.last_event_time, excluded.last_event_time)
