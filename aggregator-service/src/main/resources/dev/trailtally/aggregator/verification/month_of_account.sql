-- grain: UTC month that any rollup, ledger row or events of the account is in
-- key: month
-- source: the ledger, event_day and rollup
-- again: reads only
select distinct date_trunc('month', day::timestamp)::date as month
from (
  select day from ledger where account_id = :account_id
  union all
  select day from event_day where account_id = :account_id and event_count > 0
  union all
  select bucket from rollup where account_id = :account_id
) d
order by month
