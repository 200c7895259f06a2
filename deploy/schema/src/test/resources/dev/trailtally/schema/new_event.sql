-- Events one by one, as the view event shows them; store_events.sql stores them.
create temporary table if not exists new_event (
  account_id bigint not null,
  event_time timestamptz not null,
  event_id uuid not null,
  batch_id bigint not null,
  region_ref bigint not null,
  action_ref bigint not null,
  error_code_ref bigint not null,
  principal_ref bigint not null,
  session_name text not null,
  access_key_id text not null,
  source_ip_ref bigint not null,
  user_agent_ref bigint not null,
  failed boolean not null,
  read_only boolean,
  category smallint not null default 1,
  shared_event_id uuid
);
