-- 1,000,200 events of 20 accounts x 30 days in 51 batches, with their ledger, for measuring (see README.md). Only for an
-- empty, migrated database: but for actions, references are numbers without a dictionary behind them.
select setseed(0.42);
\ir ../../../../deploy/schema/src/test/resources/dev/trailtally/schema/new_event.sql
insert into action (id, event_source, event_name)
select n, format('service%s.amazonaws.com', n % 20), format('Action%s', n)
from generate_series(1, 120) n;
insert into event_source (event_source)
select distinct event_source
from action
where id > 0;
insert into new_event
select
  100000000000 + a,
  '2024-01-01 00:00:00+00'::timestamptz + make_interval(days => d, secs => floor(86400 * r_time)),
  gen_random_uuid(),
  (row_number() over (order by a, d / 3, hashint8(floor(24 * r_time)::bigint)) / 20000)::bigint + 1,
  case when r_region < 0.9 then 1 + a % 2 else 3 + floor((r_region - 0.9) * 20)::integer end,
  1 + (p % 30 * 7 + floor(8 * r_action ^ 3)::integer * 13) % 120,
  case when r_error < 0.96 then 0 else 1 + floor((r_error - 0.96) * 50)::integer end,
  p + a * 100,
  case when p % 3 = 0 then format('session-%s', (p + a * 100) * 200 + d * 5 + floor(5 * r_time)) else '' end,
  case when p % 3 = 0 then '' else format('ASIA%s', p + a * 100) end,
  p % 40 + a * 40 + case when r_ip > 0.9 then 1 + floor(3 * r_agent)::integer else 0 end,
  p % 15 + case when r_agent > 0.8 then 1 else 0 end,
  r_error >= 0.96,
  true
from (
  select
    a, d,
    1 + floor(100 * random() ^ 2.5)::integer as p,
    random() as r_action, random() as r_region, random() as r_error,
    random() as r_ip, random() as r_agent, random() as r_time
  from generate_series(0, 19) a, generate_series(0, 29) d, generate_series(1, 1667) n
) e;
\ir ../../../../deploy/schema/src/test/resources/dev/trailtally/schema/store_events.sql
insert into ledger (account_id, day, batch_id, event_count, first_event_time, last_event_time)
select account_id, day, batch_id, count(*), min(event_time), max(event_time)
from event
group by 1, 2, 3;
