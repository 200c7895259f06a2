-- grain: event source
-- key: event_source
-- source: action, those of the delta of usage
-- again: adds what is missing; in order and late in the transaction, because another may wait for it to end
insert into event_source (event_source)
select distinct a.event_source
from action a
where a.id in (select key_2 from delta where family = 'usage')
and not exists (
  select
  from event_source s
  where s.event_source = a.event_source
)
order by a.event_source
on conflict (event_source) do nothing
