-- Before the objects go, so that no listing that begins behind it is admitted in between. It stays where it is while a
-- source is listed, and while nothing would go. Two hours: objects are listed from an hour before a scan's interval.
insert into manifest_horizon as m (source_kind, source_location, kept_from)
select source_kind, source_location, kept_from
from (
  select source_kind, source_location, max(listed_at) - make_interval(secs => :horizon) as kept_from
  from complete_listing
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
  select
  from forgettable_object o
  where o.source_kind = h.source_kind
  and o.source_location = h.source_location
  and o.object_time < h.kept_from - interval '2 hours'
)
on conflict (source_kind, source_location) do update
set kept_from = excluded.kept_from
where excluded.kept_from > m.kept_from
