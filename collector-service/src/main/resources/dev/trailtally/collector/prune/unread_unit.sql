-- A window that was requested and not read is missing in reports, unless LookupEvents has given all of it since. Reports
-- look for later units of the account only, so the oldest go first, up to the first that is still missing.
with unread as materialized (
  select u.unit_id, u.account_id, u.region, u.start_time, u.end_time, s.regions as asked_regions, s.pruned_at
  from scan_unit u
  join scan s on s.scan_id = u.scan_id
  where u.whole
  and u.state <> 'complete'
  and u.account_id in (
    select old.account_id
    from scan o
    join scan_unit old on old.scan_id = o.scan_id
    where o.pruned_at is not null
    and old.whole
    and old.state <> 'complete'
  )
),
given as materialized (
  select c.account_id, c.region, c.covered, coalesce(newest.every_region, c.every_region) as every_region
  from lookup_coverage c
  left join lateral (
    select s.regions = '{}' as every_region
    from scan_unit r
    join scan s on s.scan_id = r.scan_id
    where r.account_id = c.account_id
    and r.region = c.region
    and r.state = 'complete'
    and r.whole
    order by r.end_time desc
    limit 1
  ) newest on true
  where c.account_id in (select account_id from unread)
),
missing as (
  select u.account_id, min(u.unit_id) as unit_id
  from unread u
  left join lateral (
    select
      case
        when u.region <> '' then true
        when u.asked_regions <> '{}' then count(*) = cardinality(u.asked_regions)
        else bool_or(every_region)
      end as known,
      range_intersect_agg(covered) as covered
    from given
    where given.account_id = u.account_id
    and (u.region = '' or given.region = u.region)
    and (u.region <> '' or u.asked_regions = '{}' or given.region = any (u.asked_regions))
  ) g on g.known and not isempty(g.covered)
  where u.pruned_at is null
  or g.covered is null
  or not g.covered + tstzmultirange(tstzrange(
    null,
    least(lower(g.covered), upper(g.covered) + interval '15 minutes' - interval '2160 hours')
  )) @> tstzrange(u.start_time, u.end_time)
  group by u.account_id
),
gone as materialized (
  select u.unit_id
  from unread u
  left join missing m on m.account_id = u.account_id
  where m.unit_id is null
  or u.unit_id < m.unit_id
  order by u.unit_id
  limit :max_rows
),
slices as (
  delete from scan_slice
  where unit_id in (select unit_id from gone)
)
delete from scan_unit
where unit_id in (select unit_id from gone)
