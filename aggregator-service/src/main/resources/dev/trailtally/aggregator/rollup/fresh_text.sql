-- grain: text of a fresh segment: none, its session names, none, its access keys
-- key: number
-- source: event_segment, those of fresh_segment
-- again: temporary, emptied by every commit
insert into fresh_text
select s.*
from fresh_segment f
cross join lateral (
  select
    generate_series(f.session_number, f.access_key_number + cardinality(access_key_ids)),
    unnest(''::text || session_names || ''::text || access_key_ids)
  from event_segment
  where account_id = :account_id
  and day = f.day
  and batch_id = f.batch_id
  and part = f.part
) s
