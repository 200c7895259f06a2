-- Events without a row in the ledger are rolled up.
delete from ledger
where ctid = any (array(
  select ctid
  from ledger
  where committed_at < now() - make_interval(secs => :horizon)
  and rolled_up_at < now() - make_interval(secs => :horizon)
  limit :max_rows
))
