-- grain: UTC month that any rollup or ledger row of the account stands in
-- key: month
-- source: the ledger and every day and month rollup
-- again: reads only
select distinct date_trunc('month', day::timestamp)::date as month
from (
  select day from ledger where account_id = :account_id
  union all
  select day from account_day where account_id = :account_id
  union all
  select day from access_key_day where account_id = :account_id
  union all
  select day from usage_day where account_id = :account_id
  union all
  select day from principal_call_day where account_id = :account_id
  union all
  select day from principal_origin_day where account_id = :account_id
  union all
  select month from usage_month where account_id = :account_id
  union all
  select month from principal_call_month where account_id = :account_id
  union all
  select month from principal_origin_month where account_id = :account_id
) d
order by month
