-- grain: UTC month that any rollup or ledger row of the account is in
-- key: month
-- source: the ledger and every rollup by day, month or quarter of an hour
-- again: reads only
select distinct date_trunc('month', day::timestamp)::date as month
from (
  select day from ledger where account_id = :account_id
  union all
  select day from account_day where account_id = :account_id
  union all
  select day from category_day where account_id = :account_id
  union all
  select bucket from rollup where account_id = :account_id
  union all
  select day from access_key_day where account_id = :account_id
  union all
  select day from service_day where account_id = :account_id
  union all
  select day from principal_day where account_id = :account_id
  union all
  select (quarter_hour at time zone 'UTC')::date from account_quarter_hour where account_id = :account_id
  union all
  select month from service_month where account_id = :account_id
  union all
  select month from principal_month where account_id = :account_id
  union all
  select month from principal_call_month where account_id = :account_id
) d
order by month
