-- grain: principal, regardless of its types
-- key: principal_key
-- source: principal, those of the runs of this roll-up
-- again: adds what is missing; in order and late in the transaction, because another may wait for it to end
insert into principal_key (principal_key)
select distinct p.principal_key
from principal p
where p.id in (
  select unnest(key_1)
  from rollup
  where account_id = :account_id
  and grain = 'day'
  and family = 'principal'
  and bucket = any (array(select day from claimed_day))
  and run > :last_run
)
and not exists (
  select
  from principal_key k
  where k.principal_key = p.principal_key
)
order by p.principal_key
on conflict (principal_key) do nothing
