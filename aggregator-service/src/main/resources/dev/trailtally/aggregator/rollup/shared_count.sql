-- grain: what is counted of an account's calls that other accounts have as well, by the accounts that precede it
-- key: account_id, family, grain, bucket, category, key_1, key_2, text_key, preceding_account_ids
-- source: shared_call, the calls of fresh_shared_call; the fresh records can precede older ones, of other accounts as well
-- again: adds what this transaction adds to shared_call, once; a lock keeps other writers out
with call as (
  select
    s.*,
    f.event_id is not null as fresh,
    min(s.account_id) over same <> max(s.account_id) over same as is_shared
  from shared_call s
  left join fresh_shared_call f using (shared_event_id, account_id, event_id, day, second)
  where s.shared_event_id = any (array(select shared_event_id from fresh_shared_call))
  window same as (partition by s.shared_event_id, s.category)
),
counted as (
  select c.*, v.*
  from call c
  left join action a on a.id = c.action_ref
  left join event_source s on s.event_source = a.event_source
  left join principal p on p.id = c.principal_ref
  left join principal_key k on k.principal_key = p.principal_key
  cross join lateral (
    values
      ('call', 'day', c.day, c.action_ref, c.error_code_ref, '', 0, ''),
      ('call', 'month', date_trunc('month', c.day::timestamp)::date, c.action_ref, c.error_code_ref, '', 0, ''),
      ('quarter_hour', 'day', c.day, c.second / 900, 0, '', 0, ''),
      ('source_ip', 'all', 'infinity', c.source_ip_ref, 0, '', c.source_ip_ref, ''),
      ('user_agent', 'all', 'infinity', c.user_agent_ref, 0, '', c.user_agent_ref, ''),
      ('region', 'all', 'infinity', c.region_ref, 0, '', c.region_ref, ''),
      ('event_source', 'all', 'infinity', s.id, 0, '', s.id, ''),
      ('principal', 'all', 'infinity', k.id, 0, '', k.id, ''),
      ('session', 'all', 'infinity', 0, 0, c.session_name, 0, c.session_name),
      ('access_key', 'all', 'infinity', 0, 0, c.access_key_id, 0, c.access_key_id)
  ) v (family, grain, bucket, key_1, key_2, text_key, same_ref, same_text)
  where c.is_shared
  and (v.grain <> 'all' or v.same_ref <> 0 or v.same_text <> '')
),
preceded as (
  select
    x.account_id, x.family, x.grain, x.bucket, x.category, x.key_1, x.key_2, x.text_key, x.failed,
    (array_agg(distinct y.account_id))[1:32] as account_ids,
    (array_agg(distinct y.account_id) filter (where not x.fresh and not y.fresh))[1:32] as account_ids_before
  from counted x
  join counted y using (shared_event_id, category, family, grain, same_ref, same_text)
  where x.account_id <> y.account_id
  and (not y.failed, y.account_id) < (not x.failed, x.account_id)
  group by
    x.shared_event_id, x.event_id, x.day, x.second, x.account_id, x.family, x.grain, x.bucket, x.category, x.key_1, x.key_2, x.text_key,
    x.failed
),
change as (
  select account_id, family, grain, bucket, category, key_1, key_2, text_key, c.account_ids, c.event_count, failed
  from preceded p
  cross join lateral (values (p.account_ids, 1), (p.account_ids_before, -1)) c (account_ids, event_count)
  where p.account_ids is distinct from p.account_ids_before
  and c.account_ids is not null
)
insert into shared_count as r (
  account_id, family, grain, bucket, category, key_1, key_2, text_key, preceding_account_ids, event_count, failed_count
)
select
  account_id, family, grain, bucket, category, key_1, key_2, text_key, account_ids,
  sum(event_count), sum(event_count * failed::integer)
from change
group by account_id, family, grain, bucket, category, key_1, key_2, text_key, account_ids
on conflict (account_id, family, grain, bucket, category, key_1, key_2, text_key, preceding_account_ids) do update
set
  event_count = r.event_count + excluded.event_count,
  failed_count = r.failed_count + excluded.failed_count
