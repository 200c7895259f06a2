-- Stores the rows of new_event as segments and counts, beside those of the same batches, and empties it.
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
with counted as (
  select
    e.account_id, d.day, e.batch_id, f.family, e.category, f.text_key, f.key_1, f.key_2, f.key_3,
    count(*) as event_count,
    count(*) filter (where e.failed) as failed_count,
    extract(epoch from min(e.event_time) - d.day::timestamp at time zone 'UTC')::integer as first_second,
    extract(epoch from max(e.event_time) - min(e.event_time))::integer as span
  from new_event e
  left join action a on a.id = e.action_ref
  left join event_source s on s.event_source = a.event_source
  cross join lateral (select (e.event_time at time zone 'UTC')::date as day) d
  cross join lateral (
    values
      ('usage', null, e.region_ref, e.action_ref, e.error_code_ref),
      ('error', null, e.action_ref, e.error_code_ref, null),
      ('service', null, coalesce(s.id, 0), null, null),
      ('principal', null, e.principal_ref, null, null),
      ('principal_call', null, e.principal_ref, e.action_ref, e.error_code_ref),
      ('principal_origin', null, e.principal_ref, e.source_ip_ref, e.user_agent_ref),
      (
        'quarter_hour', null,
        floor(extract(epoch from e.event_time - d.day::timestamp at time zone 'UTC') / 900)::bigint, null, null
      ),
      ('access_key', e.access_key_id, e.principal_ref, null, null),
      ('session', e.session_name, e.principal_ref, null, null)
  ) f (family, text_key, key_1, key_2, key_3)
  where f.text_key is distinct from ''
  and (f.family <> 'error' or e.error_code_ref <> 0)
  group by e.account_id, d.day, e.batch_id, f.family, e.category, f.text_key, f.key_1, f.key_2, f.key_3
),
numbered as (
  select
    c.*,
    coalesce(
      (
        select max(p.part) + 1
        from pending_count p
        where p.account_id = c.account_id
        and p.day = c.day
        and p.batch_id = c.batch_id
        and p.family = c.family
        and p.category = c.category
      ),
      0
    ) + ((row_number() over (partition by account_id, day, batch_id, family, category) - 1) / 1024)::integer as part
  from counted c
)
insert into pending_count (
  account_id, day, batch_id, family, category, part, event_count, failed_count, first_event_time, last_event_time,
  first_key, last_key, text_keys, key_1, key_2, key_3, event_counts, failed_counts, first_seconds, spans
)
select
  account_id, day, batch_id, family, category, part, sum(event_count), sum(failed_count),
  day::timestamp at time zone 'UTC' + min(first_second) * interval '1 second',
  day::timestamp at time zone 'UTC' + max(first_second + span) * interval '1 second',
  min(key_1), max(key_1), array_agg(text_key) filter (where text_key is not null), array_agg(key_1),
  array_agg(key_2) filter (where key_2 is not null), array_agg(key_3) filter (where key_3 is not null),
  array_agg(event_count), case when sum(failed_count) > 0 then array_agg(failed_count) end,
  array_agg(first_second), array_agg(span)
from numbered
group by account_id, day, batch_id, family, category, part;
truncate new_event;
