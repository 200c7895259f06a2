-- A unit that was read is needed while a scan is shown that did not read an older one of the account: it may be what has closed
-- that gap. What it has closed of windows of pruned scans is taken out of these first.
with gone as materialized (
  select u.unit_id, u.account_id, u.region, u.end_time, u.whole, u.state, s.regions = '{}' as every_region
  from scan s
  join scan_unit u on u.scan_id = s.scan_id
  where s.pruned_at is not null
  and u.start_time is not null
  and (
    not u.whole
    or u.state = 'complete'
    and not exists (
      select
      from scan_unit older
      join scan shown on shown.scan_id = older.scan_id
      where shown.pruned_at is null
      and older.account_id = u.account_id
      and older.state <> 'complete'
      and older.whole
      and older.unit_id < u.unit_id
    )
  )
  order by u.end_time, u.unit_id
  limit :max_rows
),
slices as (
  delete from scan_slice
  where unit_id in (select unit_id from gone)
),
newest as (
  select distinct on (account_id, region) account_id, region, every_region
  from gone
  where whole
  and state = 'complete'
  order by account_id, region, end_time desc, unit_id desc
),
covered as (
  update lookup_coverage c
  set every_region = n.every_region
  from newest n
  where c.account_id = n.account_id
  and c.region = n.region
  and c.every_region <> n.every_region
)
delete from scan_unit
where unit_id in (select unit_id from gone)
