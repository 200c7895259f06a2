-- grain: UTC month that any rollup or ledger row of the account is in
-- key: month
-- source: the ledger and rollup
-- again: reads only
select distinct date_trunc('month', day::timestamp)::date as month
from (
  select day from ledger where account_id = :account_id
  union all
  select bucket from rollup where account_id = :account_id
) d
order by month
