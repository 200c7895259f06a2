-- Only of objects that were read: what is unreadable or was never read is missing in reports until it is read.
delete from log_object
where object_id in (
  select o.object_id
  from manifest_horizon h
  cross join lateral (
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
    limit :max_rows
  ) o
  limit :max_rows
)
