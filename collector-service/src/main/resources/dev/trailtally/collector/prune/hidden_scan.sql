-- A scan's successor starts from its units and its listing, so it stays until that one has ended, too.
update scan
set pruned_at = now(), request_id = null, request_content = null
where scan_id in (
  select scan_id
  from scan s
  where state in ('succeeded', 'incomplete', 'cancelled')
  and finished_at < now() - make_interval(secs => :horizon)
  and pruned_at is null
  and not exists (
    select
    from scan next
    where next.scan_id = s.next_scan_id
    and next.state in ('pending', 'running')
  )
  limit :max_rows
  for update skip locked
)
