-- Group roles without login; a deployment grants each to the login that its service uses. They are made here only where
-- they are missing, because roles belong to the whole server.
do $$
declare
  name text;
begin
  foreach name in array array['trailtally_collector', 'trailtally_aggregator', 'trailtally_report'] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I nologin', name);
    end if;
  end loop;
end
$$;

revoke execute on function ensure_event_month(date), pack_event_day(bigint, date, integer), drop_event_month(),
  drop_event_days(bigint), create_rollup_views(text, text[], text[], boolean), prune_shared_call(date, integer)
  from public;

grant select on all tables in schema public to trailtally_report, trailtally_aggregator;

grant select, insert on region, action, error_code, principal, source_ip, user_agent, event_source, tracked_action
  to trailtally_collector;
grant select, insert on event_segment, event_original_id, event_raw, addendum to trailtally_collector;
grant select on event to trailtally_collector;
grant select, insert, update on event_day to trailtally_collector;
grant select, insert, update on account, coverage, scan, log_object, lookup_coverage to trailtally_collector;
grant select, insert, update, delete on awaited_object, scan_unit, scan_slice, organizational_unit
  to trailtally_collector;
grant select, insert on batch, batch_unit, ledger, pending_count, rejection, scan_failure to trailtally_collector;
grant delete on scan, log_object, batch, batch_unit, ledger, rejection, scan_failure, last_accessed_job
  to trailtally_collector;
grant select, insert, update on manifest_horizon to trailtally_collector;
grant select on complete_listing, forgettable_object to trailtally_collector;
grant select, update on pruning to trailtally_collector;
grant usage on sequence batch_id_seq to trailtally_collector;
grant select, insert, update on service_namespace, iam_entity, iam_listing, iam_access_key, last_accessed_job,
  last_accessed, service_accessor, granting_policy to trailtally_collector;
-- "for share" needs update on a column; the one granted is a constant.
grant select, update (one) on retention to trailtally_collector;
grant execute on function ensure_event_month(date), pack_event_day(bigint, date, integer) to trailtally_collector;

grant update (rolled_up_at) on ledger to trailtally_aggregator;
grant update on retention to trailtally_aggregator;
grant delete on pending_count to trailtally_aggregator;
grant insert on principal_key to trailtally_aggregator;
grant insert, update, delete on rollup, sighting, rollup_account, shared_count to trailtally_aggregator;
grant insert, delete on shared_call to trailtally_aggregator;
grant update on shared_call_kept to trailtally_aggregator;
grant execute on function pack_event_day(bigint, date, integer), drop_event_month(), drop_event_days(bigint),
  prune_shared_call(date, integer) to trailtally_aggregator;
