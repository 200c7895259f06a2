-- Stores the rows of new_event as segments, beside those of the same batches, and empties it.
select count(ensure_event_month(month))
from (
  select distinct date_trunc('month', event_time at time zone 'UTC')::date as month
  from new_event
) months;
with numbered as (
  select
    e.*,
    d.day,
    coalesce(
      (
        select max(s.part) + 1
        from event_segment s
        where s.account_id = e.account_id
        and s.day = d.day
        and s.batch_id = e.batch_id
      ),
      0
    ) + ((row_number() over (partition by e.account_id, d.day, e.batch_id order by e.event_time, e.event_id) - 1) / 4096)::integer
      as part
  from new_event e
  cross join lateral (select (e.event_time at time zone 'UTC')::date as day) d
),
texts as (
  select
    account_id, day, batch_id, part,
    coalesce(array_agg(distinct session_name) filter (where session_name <> ''), '{}') as session_names,
    coalesce(array_agg(distinct access_key_id) filter (where access_key_id <> ''), '{}') as access_key_ids
  from numbered
  group by account_id, day, batch_id, part
)
insert into event_segment (
  account_id, day, batch_id, part, event_count, first_event_time, last_event_time, session_names, access_key_ids,
  seconds, event_ids, region_refs, action_refs, error_code_refs, principal_refs, session_numbers,
  access_key_numbers, source_ip_refs, user_agent_refs, failed, read_only, categories, shared_event_ids
)
select
  account_id, day, batch_id, part, count(*), min(event_time), max(event_time), session_names, access_key_ids,
  array_agg(extract(epoch from event_time - day::timestamp at time zone 'UTC')::integer order by event_time, event_id),
  array_agg(event_id order by event_time, event_id),
  array_agg(region_ref order by event_time, event_id),
  array_agg(action_ref order by event_time, event_id),
  array_agg(error_code_ref order by event_time, event_id),
  array_agg(principal_ref order by event_time, event_id),
  array_agg(coalesce(array_position(session_names, session_name), 0)::smallint order by event_time, event_id),
  array_agg(coalesce(array_position(access_key_ids, access_key_id), 0)::smallint order by event_time, event_id),
  array_agg(source_ip_ref order by event_time, event_id),
  array_agg(user_agent_ref order by event_time, event_id),
  array_agg(failed order by event_time, event_id),
  array_agg(read_only order by event_time, event_id),
  array_agg(category order by event_time, event_id),
  array_agg(shared_event_id order by event_time, event_id)
from numbered
join texts using (account_id, day, batch_id, part)
group by account_id, day, batch_id, part, session_names, access_key_ids;
insert into event_day as d (account_id, day, event_count)
select account_id, (event_time at time zone 'UTC')::date, count(*)
from new_event
group by 1, 2
order by 1, 2
on conflict (account_id, day) do update
set event_count = d.event_count + excluded.event_count;
truncate new_event;
