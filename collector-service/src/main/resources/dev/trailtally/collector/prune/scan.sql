delete from scan
where scan_id in (
  select scan_id
  from scan s
  where pruned_at is not null
  and not exists (select from scan_unit u where u.scan_id = s.scan_id)
  and not exists (select from last_accessed_job j where j.scan_id = s.scan_id)
  and not exists (select from log_object o where o.scan_id = s.scan_id and o.state = 'read')
  and not exists (select from batch b where b.scan_id = s.scan_id)
  and not exists (select from batch_unit b where b.scan_id = s.scan_id)
  and not exists (select from rejection r where r.scan_id = s.scan_id)
  and not exists (select from scan_failure f where f.scan_id = s.scan_id)
  and not exists (select from awaited_object a where a.scan_id = s.scan_id)
  limit :max_rows
)
