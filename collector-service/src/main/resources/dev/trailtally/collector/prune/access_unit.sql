-- The newest of an account, and of the organization's reports, says what its last scan of last-accessed data lacks.
delete from scan_unit
where unit_id in (
  select u.unit_id
  from scan s
  join scan_unit u on u.scan_id = s.scan_id
  where s.pruned_at is not null
  and u.start_time is null
  and exists (
    select
    from scan_unit newer
    where newer.account_id = u.account_id
    and newer.start_time is null
    and newer.unit_id > u.unit_id
    and (newer.region = 'organization') = (u.region = 'organization')
  )
  limit :max_rows
)
