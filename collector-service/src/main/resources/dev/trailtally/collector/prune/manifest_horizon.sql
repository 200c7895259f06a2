-- Before the objects go, so that no listing that begins behind it is admitted in between. It stays where it is while a
-- source is listed, and while nothing would go. Two hours: objects are listed from an hour before a scan's interval.
insert into manifest_horizon as m (source_kind, source_location, kept_from)
select source_kind, source_location, kept_from
from (
  select source_kind, source_location, max(listed_at) - make_interval(secs => :horizon) as kept_from
  from scan s
  where source_kind in ('folder', 's3')
  and listing_done
  and (
    state = 'succeeded'
    or state = 'incomplete'
    and pruned_at is null
    and not exists (
      select
      from scan_failure f
      where f.scan_id = s.scan_id
    )
  )
  group by source_kind, source_location
) h
where not exists (
  select
  from scan s
  where s.source_kind = h.source_kind
  and s.source_location = h.source_location
  and s.state = 'running'
  and not s.listing_done
)
and exists (
  select o.object_id
  from scan s
  join log_object o on o.scan_id = s.scan_id and o.state = 'read'
  where s.pruned_at is not null
  and s.source_kind = h.source_kind
  and s.source_location = h.source_location
  and o.object_time < h.kept_from - interval '2 hours'
  and not exists (
    select
    from awaited_object a
    where a.object_id = o.object_id
  )
)
on conflict (source_kind, source_location) do update
set kept_from = excluded.kept_from
where excluded.kept_from > m.kept_from
