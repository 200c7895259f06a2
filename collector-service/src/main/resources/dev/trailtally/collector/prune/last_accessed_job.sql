-- The newest of an entity says how its last job ended. The last report before a service became allowed says since when it
-- can have been; so will the newest report.
delete from last_accessed_job
where ctid = any (array(
  select j.ctid
  from scan s
  join last_accessed_job j on j.scan_id = s.scan_id
  where s.pruned_at is not null
  and exists (
    select
    from last_accessed_job newer
    where newer.account_id = j.account_id
    and newer.entity_id = j.entity_id
    and (newer.asked_at, newer.scan_id) > (j.asked_at, j.scan_id)
  )
  and not (
    j.state = 'done'
    and (
      not exists (
        select
        from last_accessed_job later
        where later.account_id = j.account_id
        and later.entity_id = j.entity_id
        and later.state = 'done'
        and (later.job_completion_date, later.scan_id) > (j.job_completion_date, j.scan_id)
      )
      or exists (
        select
        from last_accessed allowed
        where allowed.account_id = j.account_id
        and allowed.entity_id = j.entity_id
        and allowed.change = 'allowed'
        and allowed.generated_at > j.job_completion_date
        and not exists (
          select
          from last_accessed_job later
          where later.account_id = j.account_id
          and later.entity_id = j.entity_id
          and later.state = 'done'
          and (later.job_completion_date, later.scan_id) > (j.job_completion_date, j.scan_id)
          and later.job_completion_date < allowed.generated_at
        )
      )
    )
  )
  limit :max_rows
))
