-- grain: call of one account that has a sharedEventID, in a stretch of days whose records are not pruned
-- key: shared_event_id, event_id, and what is kept of the event
-- source: counted_event against shared_call
-- again: reads only
with rolled_up as (
  select
    day as bucket,
    format('shared_event_id=%s, event_id=%s, category=%s, second=%s, region_ref=%s, action_ref=%s, error_code_ref=%s, ',
      shared_event_id, event_id, category, second, region_ref, action_ref, error_code_ref)
      || format('principal_ref=%s, source_ip_ref=%s, user_agent_ref=%s, session_name=%s, access_key_id=%s',
      principal_ref, source_ip_ref, user_agent_ref, session_name, access_key_id) as key,
    1 as event_count,
    failed::integer as failed_count,
    day::timestamp at time zone 'UTC' + second * interval '1 second' as first_event_time,
    day::timestamp at time zone 'UTC' + second * interval '1 second' as last_event_time
  from shared_call
  where account_id = :account_id
  and day >= :from_day
  and day < :to_day
  and day >= (select from_day from shared_call_kept)
),
recounted as (
  select
    day as bucket,
    format('shared_event_id=%s, event_id=%s, category=%s, second=%s, region_ref=%s, action_ref=%s, error_code_ref=%s, ',
      shared_event_id, event_id, category, extract(epoch from event_time - day::timestamp at time zone 'UTC')::integer,
      region_ref, action_ref, error_code_ref)
      || format('principal_ref=%s, source_ip_ref=%s, user_agent_ref=%s, session_name=%s, access_key_id=%s',
      principal_ref, source_ip_ref, user_agent_ref, session_name, access_key_id) as key,
    1 as event_count,
    failed::integer as failed_count,
    event_time as first_event_time,
    event_time as last_event_time
  from counted_event
  where shared_event_id is not null
  and is_call(category)
  and day >= (select from_day from shared_call_kept)
)
