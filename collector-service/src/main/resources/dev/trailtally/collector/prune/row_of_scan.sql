delete from {table}
where ctid = any (array(
  select t.ctid
  from scan s
  join {table} t on t.scan_id = s.scan_id
  where s.pruned_at is not null
  limit :max_rows
))
