-- Only of objects that were read: what is unreadable or was never read is missing in reports until it is read.
delete from log_object
where object_id in (
  select o.object_id
  from manifest_horizon h
  join forgettable_object o using (source_kind, source_location)
  where o.object_time < h.kept_from - interval '2 hours'
  limit :max_rows
)
