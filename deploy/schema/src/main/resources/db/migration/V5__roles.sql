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

revoke execute on function ensure_event_day(date), drop_event_day(date) from public;

grant select on all tables in schema public to trailtally_report;

grant select, insert on region, action, error_code, principal, session, access_key, source_ip, user_agent
  to trailtally_collector;
grant select, insert on event, event_original_id, event_raw to trailtally_collector;
grant select, insert, update on account, coverage, scan, log_object to trailtally_collector;
grant select, insert on batch, batch_unit, ledger, rejection, scan_failure to trailtally_collector;
grant usage on sequence batch_id_seq to trailtally_collector;
-- "for share" needs update on a column; the one granted is a constant.
grant select, update (one) on retention to trailtally_collector;
grant execute on function ensure_event_day(date) to trailtally_collector;

grant select on all tables in schema public to trailtally_aggregator;
grant update (rolled_up_at) on ledger to trailtally_aggregator;
grant update on retention to trailtally_aggregator;
grant select, insert, update, delete on
  usage_hour, usage_day, usage_month,
  principal_call_hour, principal_call_day, principal_call_month,
  principal_origin_hour, principal_origin_day, principal_origin_month,
  access_key_day, account_day, rollup_account
  to trailtally_aggregator;
grant execute on function drop_event_day(date) to trailtally_aggregator;
