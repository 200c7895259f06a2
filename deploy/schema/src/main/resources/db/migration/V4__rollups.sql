-- Buckets are UTC hours, days and months. Hours are kept only of account-days with many events (account_day.hourly):
-- where there are few, a report reads the edges of its interval from the events themselves.

create table usage_hour (
  account_id bigint not null,
  hour timestamptz not null,
  region_ref integer not null,
  action_ref integer not null,
  error_code_ref integer not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint usage_hour_pkey primary key (account_id, hour, region_ref, action_ref, error_code_ref)
) with (fillfactor = 85);
comment on table usage_hour is 'Events of an account by region, action and error code, by hour.';
comment on column usage_hour.hour is 'Start of the hour.';

create table usage_day (
  account_id bigint not null,
  day date not null,
  region_ref integer not null,
  action_ref integer not null,
  error_code_ref integer not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint usage_day_pkey primary key (account_id, day, region_ref, action_ref, error_code_ref)
) with (fillfactor = 85);
comment on table usage_day is 'Events of an account by region, action and error code, by day.';
comment on column usage_day.day is 'The UTC day.';

create table usage_month (
  account_id bigint not null,
  month date not null,
  region_ref integer not null,
  action_ref integer not null,
  error_code_ref integer not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint usage_month_pkey primary key (account_id, month, region_ref, action_ref, error_code_ref)
) with (fillfactor = 85);
comment on table usage_month is 'Events of an account by region, action and error code, by month.';
comment on column usage_month.month is 'First day of the UTC month.';

create table principal_call_hour (
  account_id bigint not null,
  hour timestamptz not null,
  principal_ref integer not null,
  action_ref integer not null,
  error_code_ref integer not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint principal_call_hour_pkey primary key (account_id, hour, principal_ref, action_ref, error_code_ref)
) with (fillfactor = 85);
comment on table principal_call_hour is 'Events of an account by principal, action and error code, by hour.';
comment on column principal_call_hour.hour is 'Start of the hour.';

create table principal_call_day (
  account_id bigint not null,
  day date not null,
  principal_ref integer not null,
  action_ref integer not null,
  error_code_ref integer not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint principal_call_day_pkey primary key (account_id, day, principal_ref, action_ref, error_code_ref)
) with (fillfactor = 85);
comment on table principal_call_day is 'Events of an account by principal, action and error code, by day.';
comment on column principal_call_day.day is 'The UTC day.';

create table principal_call_month (
  account_id bigint not null,
  month date not null,
  principal_ref integer not null,
  action_ref integer not null,
  error_code_ref integer not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint principal_call_month_pkey primary key (account_id, month, principal_ref, action_ref, error_code_ref)
) with (fillfactor = 85);
comment on table principal_call_month is 'Events of an account by principal, action and error code, by month.';
comment on column principal_call_month.month is 'First day of the UTC month.';

create table principal_origin_hour (
  account_id bigint not null,
  hour timestamptz not null,
  principal_ref integer not null,
  source_ip_ref integer not null,
  user_agent_ref integer not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint principal_origin_hour_pkey primary key (account_id, hour, principal_ref, source_ip_ref, user_agent_ref)
) with (fillfactor = 85);
comment on table principal_origin_hour is 'Events of an account by principal, source IP address and user agent, by hour.';
comment on column principal_origin_hour.hour is 'Start of the hour.';

create table principal_origin_day (
  account_id bigint not null,
  day date not null,
  principal_ref integer not null,
  source_ip_ref integer not null,
  user_agent_ref integer not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint principal_origin_day_pkey primary key (account_id, day, principal_ref, source_ip_ref, user_agent_ref)
) with (fillfactor = 85);
comment on table principal_origin_day is 'Events of an account by principal, source IP address and user agent, by day.';
comment on column principal_origin_day.day is 'The UTC day.';

create table principal_origin_month (
  account_id bigint not null,
  month date not null,
  principal_ref integer not null,
  source_ip_ref integer not null,
  user_agent_ref integer not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint principal_origin_month_pkey primary key (account_id, month, principal_ref, source_ip_ref, user_agent_ref)
) with (fillfactor = 85);
comment on table principal_origin_month is 'Events of an account by principal, source IP address and user agent, by month.';
comment on column principal_origin_month.month is 'First day of the UTC month.';

create table access_key_day (
  account_id bigint not null,
  day date not null,
  access_key_ref integer not null,
  principal_ref integer not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint access_key_day_pkey primary key (account_id, day, access_key_ref, principal_ref)
) with (fillfactor = 85);
comment on table access_key_day is 'Events of an account by access key and principal, by day.';
comment on column access_key_day.day is 'The UTC day.';

create index access_key_day_key_idx on access_key_day (access_key_ref, day);

create table account_day (
  account_id bigint not null,
  day date not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  hourly boolean not null default false,
  constraint account_day_pkey primary key (account_id, day)
) with (fillfactor = 85);
create index account_day_dense_idx on account_day (event_count) where not hourly;
comment on table account_day is 'Events of an account by day.';
comment on column account_day.hourly is 'Whether the hour rollups hold this account and day.';

create table rollup_account (
  account_id bigint not null,
  event_count bigint not null default 0,
  failed_count bigint not null default 0,
  first_event_time timestamptz,
  last_event_time timestamptz,
  rolled_up_at timestamptz,
  constraint rollup_account_pkey primary key (account_id)
);
comment on table rollup_account is 'All rolled-up events of an account; its row is what an aggregator claims to roll the account up.';
