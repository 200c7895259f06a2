-- grain: kind and value of shared_count of one account, if no records are pruned
-- key: family, category, key_1, text_key, preceding_account_ids
-- source: shared_call, the records of each call with the same value
-- again: reads only
with valued as (
  select c.shared_event_id, c.category, c.account_id, c.event_id, c.day, c.second, c.failed, v.*
  from shared_call c
  left join action a on a.id = c.action_ref
  left join event_source s on s.event_source = a.event_source
  left join principal p on p.id = c.principal_ref
  left join principal_key k on k.principal_key = p.principal_key
  cross join lateral (
    values
      ('source_ip', c.source_ip_ref, ''), ('access_key', 0, c.access_key_id), ('session', 0, c.session_name),
      ('user_agent', c.user_agent_ref, ''), ('principal', k.id, ''), ('event_source', s.id, ''),
      ('region', c.region_ref, '')
  ) v (kind, value_ref, value)
  where c.shared_event_id in (select shared_event_id from shared_call where account_id = :account_id)
  and (v.value_ref <> 0 or v.value <> '')
  and (select from_day from shared_call_kept) = '-infinity'
),
own as (
  select
    c.kind, c.value_ref, c.value, c.category, c.event_id, c.failed,
    (array_agg(distinct o.account_id order by o.account_id))[1:32] as preceding
  from valued c
  join valued o using (shared_event_id, category, kind, value_ref, value)
  where c.account_id = :account_id
  and o.account_id <> c.account_id
  and (o.failed and not c.failed or o.failed = c.failed and o.account_id < c.account_id)
  group by c.shared_event_id, c.event_id, c.day, c.second, c.kind, c.value_ref, c.value, c.category, c.failed
),
recounted as (
  select
    date 'infinity' as bucket,
    format('family=%s, value=%s, category=%s, preceding_account_ids=%s',
      kind, coalesce(nullif(value, ''), value_ref::text), category, preceding) as key,
    count(*) as event_count,
    count(*) filter (where failed) as failed_count,
    null::timestamptz as first_event_time,
    null::timestamptz as last_event_time
  from own
  group by 2
),
rolled_up as (
  select
    bucket,
    format('family=%s, value=%s, category=%s, preceding_account_ids=%s',
      family, coalesce(nullif(text_key, ''), key_1::text), category, preceding_account_ids) as key,
    event_count, failed_count, null::timestamptz as first_event_time, null::timestamptz as last_event_time
  from shared_count
  where account_id = :account_id
  and grain = 'all'
  and (event_count, failed_count) <> (0, 0)
  and (select from_day from shared_call_kept) = '-infinity'
)
