-- Of the windows of an account and region that were requested and not read, the newest one keeps what is missing of all of them,
-- as slices; a thousand at most, of which the oldest is one span. Later windows decide what is missing of an older one, so
-- those that follow one of a scan that is shown stay.
with unread as materialized (
  select u.unit_id, u.account_id, u.region, u.start_time, u.end_time, s.pruned_at is not null as pruned,
    case when u.region = '' then s.regions end as asked_regions
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
old as materialized (
  select *
  from unread u
  where pruned
  and not exists (
    select
    from unread shown
    where shown.account_id = u.account_id
    and not shown.pruned
    and shown.unit_id < u.unit_id
  )
),
missing as (
  select unit_id, range_agg(tstzrange(start_time, end_time)) as unread
  from missing_lookup(array(select distinct account_id from old))
  group by unit_id
),
kept as materialized (
  select max(unit_id) as unit_id, range_agg(unread) as unread
  from old
  join missing using (unit_id)
  group by account_id, region, asked_regions
),
changed as materialized (
  select k.unit_id, k.unread
  from kept k
  join old using (unit_id)
  left join lateral (
    select range_agg(tstzrange(s.start_time, s.unread_until)) as unread
    from scan_slice s
    where s.unit_id = k.unit_id
  ) slice on true
  where k.unread <> coalesce(slice.unread, tstzmultirange(tstzrange(old.start_time, old.end_time)))
),
slice as materialized (
  select unit_id, least(place, 1000)::integer as slice_number, min(lower(span)) as start_time,
    max(upper(span)) as unread_until
  from (
    select unit_id, span, row_number() over (partition by unit_id order by span desc) as place
    from changed
    cross join lateral unnest(unread) span
  ) span
  group by 1, 2
),
written as (
  insert into scan_slice as s (unit_id, slice_number, start_time, unread_until)
  select unit_id, slice_number, start_time, unread_until
  from slice
  on conflict (unit_id, slice_number) do update
  set start_time = excluded.start_time, unread_until = excluded.unread_until
),
gone as materialized (
  select unit_id
  from old
  where unit_id not in (select unit_id from kept)
  order by unit_id
  limit :max_rows
),
removed as (
  delete from scan_slice s
  where unit_id in (select unit_id from gone)
  or unit_id in (select unit_id from changed)
  and (unit_id, slice_number) not in (select unit_id, slice_number from slice)
)
delete from scan_unit
where unit_id in (select unit_id from gone)
