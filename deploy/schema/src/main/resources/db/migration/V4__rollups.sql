-- Buckets are UTC days and months. A report reads the edges of its interval from the events themselves.

create table rollup (
  account_id bigint not null,
  family text collate "C" not null,
  grain text collate "C" not null,
  bucket date not null,
  run bigint not null,
  part integer not null,
  key_1 bigint[] not null,
  key_2 bigint[] not null,
  key_3 bigint[] not null,
  event_counts bigint[] not null,
  failed_counts bigint[] not null,
  first_seconds integer[] not null,
  last_seconds integer[] not null,
  constraint rollup_pkey primary key (account_id, family, grain, bucket, run, part),
  constraint rollup_grain_check check (grain in ('day', 'month'))
);
comment on table rollup is
  'Rollups as arrays: up to 4,096 rows of an account, family and bucket in one row, a column of them in each array, in the order of the key. A run is what one roll-up brought; a report adds up all runs. Views show the rows of each family and grain.';
comment on column rollup.family is 'What is counted; the aggregator declares each family once.';
comment on column rollup.bucket is 'The UTC day, or the first day of the UTC month.';
comment on column rollup.run is '0 for runs that were merged.';
comment on column rollup.part is 'From 0 up within the run.';
comment on column rollup.key_1 is 'The first reference of the family''s key; its views name it.';
comment on column rollup.first_seconds is 'Of the first event, from the start of the bucket.';
create sequence rollup_run_seq;
comment on sequence rollup_run_seq is 'Numbers of runs.';

create view usage_day as
select
  r.account_id,
  r.bucket as day,
  k.region_ref,
  k.action_ref,
  k.error_code_ref,
  k.event_count,
  k.failed_count,
  to_timestamp((r.bucket - date '1970-01-01')::bigint * 86400 + k.first_second) as first_event_time,
  to_timestamp((r.bucket - date '1970-01-01')::bigint * 86400 + k.last_second) as last_event_time
from rollup r
cross join lateral unnest(r.key_1, r.key_2, r.key_3, r.event_counts, r.failed_counts, r.first_seconds, r.last_seconds)
  k (region_ref, action_ref, error_code_ref, event_count, failed_count, first_second, last_second)
where r.family = 'usage'
and r.grain = 'day';
comment on view usage_day is
  'Events of an account by region, action and error code, by day; a key has a row in each run, which add up.';

create view usage_month as
select
  r.account_id,
  r.bucket as month,
  k.region_ref,
  k.action_ref,
  k.error_code_ref,
  k.event_count,
  k.failed_count,
  to_timestamp((r.bucket - date '1970-01-01')::bigint * 86400 + k.first_second) as first_event_time,
  to_timestamp((r.bucket - date '1970-01-01')::bigint * 86400 + k.last_second) as last_event_time
from rollup r
cross join lateral unnest(r.key_1, r.key_2, r.key_3, r.event_counts, r.failed_counts, r.first_seconds, r.last_seconds)
  k (region_ref, action_ref, error_code_ref, event_count, failed_count, first_second, last_second)
where r.family = 'usage'
and r.grain = 'month';
comment on view usage_month is
  'Events of an account by region, action and error code, by month; a key has a row in each run, which add up.';

create view principal_call_day as
select
  r.account_id,
  r.bucket as day,
  k.principal_ref,
  k.action_ref,
  k.error_code_ref,
  k.event_count,
  k.failed_count,
  to_timestamp((r.bucket - date '1970-01-01')::bigint * 86400 + k.first_second) as first_event_time,
  to_timestamp((r.bucket - date '1970-01-01')::bigint * 86400 + k.last_second) as last_event_time
from rollup r
cross join lateral unnest(r.key_1, r.key_2, r.key_3, r.event_counts, r.failed_counts, r.first_seconds, r.last_seconds)
  k (principal_ref, action_ref, error_code_ref, event_count, failed_count, first_second, last_second)
where r.family = 'principal_call'
and r.grain = 'day';
comment on view principal_call_day is
  'Events of an account by principal, action and error code, by day; a key has a row in each run, which add up.';

create view principal_origin_day as
select
  r.account_id,
  r.bucket as day,
  k.principal_ref,
  k.source_ip_ref,
  k.user_agent_ref,
  k.event_count,
  k.failed_count,
  to_timestamp((r.bucket - date '1970-01-01')::bigint * 86400 + k.first_second) as first_event_time,
  to_timestamp((r.bucket - date '1970-01-01')::bigint * 86400 + k.last_second) as last_event_time
from rollup r
cross join lateral unnest(r.key_1, r.key_2, r.key_3, r.event_counts, r.failed_counts, r.first_seconds, r.last_seconds)
  k (principal_ref, source_ip_ref, user_agent_ref, event_count, failed_count, first_second, last_second)
where r.family = 'principal_origin'
and r.grain = 'day';
comment on view principal_origin_day is
  'Events of an account by principal, source IP address and user agent, by day; a key has a row in each run, which add up.';

create view principal_origin_month as
select
  r.account_id,
  r.bucket as month,
  k.principal_ref,
  k.source_ip_ref,
  k.user_agent_ref,
  k.event_count,
  k.failed_count,
  to_timestamp((r.bucket - date '1970-01-01')::bigint * 86400 + k.first_second) as first_event_time,
  to_timestamp((r.bucket - date '1970-01-01')::bigint * 86400 + k.last_second) as last_event_time
from rollup r
cross join lateral unnest(r.key_1, r.key_2, r.key_3, r.event_counts, r.failed_counts, r.first_seconds, r.last_seconds)
  k (principal_ref, source_ip_ref, user_agent_ref, event_count, failed_count, first_second, last_second)
where r.family = 'principal_origin'
and r.grain = 'month';
comment on view principal_origin_month is
  'Events of an account by principal, source IP address and user agent, by month; a key has a row in each run, which add up.';

create table principal_call_month (
  account_id bigint not null,
  month date not null,
  principal_ref bigint not null,
  action_ref bigint not null,
  error_code_ref bigint not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint principal_call_month_pkey primary key (account_id, month, principal_ref, action_ref, error_code_ref)
) with (fillfactor = 85);
comment on table principal_call_month is 'Events of an account by principal, action and error code, by month.';
comment on column principal_call_month.month is 'First day of the UTC month.';

create table access_key_day (
  account_id bigint not null,
  day date not null,
  access_key_id text collate "C" not null,
  principal_ref bigint not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint access_key_day_pkey primary key (account_id, day, access_key_id, principal_ref)
) with (fillfactor = 85);
comment on table access_key_day is 'Events of an account by access key and principal, by day.';
comment on column access_key_day.day is 'The UTC day.';

create index access_key_day_key_idx on access_key_day (access_key_id, day);

create table account_day (
  account_id bigint not null,
  day date not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint account_day_pkey primary key (account_id, day)
) with (fillfactor = 85);
comment on table account_day is 'Events of an account by day.';

create table category_day (
  account_id bigint not null,
  day date not null,
  category smallint not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint category_day_pkey primary key (account_id, day, category)
) with (fillfactor = 85);
comment on table category_day is
  'Events of an account by category, by day: all events, whereas the other rollups count only calls (see is_call).';
comment on column category_day.category is 'As in event_segment.categories.';

create table category_month (
  account_id bigint not null,
  month date not null,
  category smallint not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint category_month_pkey primary key (account_id, month, category)
) with (fillfactor = 85);
comment on table category_month is 'All events of an account by category, by month.';

create table rollup_account (
  account_id bigint not null,
  event_count bigint not null default 0,
  failed_count bigint not null default 0,
  first_event_time timestamptz,
  last_event_time timestamptz,
  rolled_up_at timestamptz,
  constraint rollup_account_pkey primary key (account_id)
);
comment on table rollup_account is
  'All rolled-up calls of an account; its row is what an aggregator claims to roll the account up.';
comment on column rollup_account.first_event_time is 'Of the first event of any category; null if there is none.';
comment on column rollup_account.last_event_time is 'Of the last event of any category; null if there is none.';

create table error_day (
  account_id bigint not null,
  day date not null,
  action_ref bigint not null,
  error_code_ref bigint not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint error_day_pkey primary key (account_id, day, action_ref, error_code_ref),
  constraint error_day_count_check check (failed_count between 0 and event_count)
) with (fillfactor = 85);
comment on table error_day is 'Events of an account with an error code by action and error code, by day.';
comment on column error_day.day is 'The UTC day.';

create table error_month (
  account_id bigint not null,
  month date not null,
  action_ref bigint not null,
  error_code_ref bigint not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint error_month_pkey primary key (account_id, month, action_ref, error_code_ref),
  constraint error_month_count_check check (failed_count between 0 and event_count)
) with (fillfactor = 85);
comment on table error_month is 'Events of an account with an error code by action and error code, by month.';
comment on column error_month.month is 'First day of the UTC month.';

create table service_day (
  account_id bigint not null,
  day date not null,
  event_source_ref bigint not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint service_day_pkey primary key (account_id, day, event_source_ref),
  constraint service_day_count_check check (failed_count between 0 and event_count)
) with (fillfactor = 85);
comment on table service_day is 'Events of an account by service, by day.';
comment on column service_day.day is 'The UTC day.';

create table service_month (
  account_id bigint not null,
  month date not null,
  event_source_ref bigint not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint service_month_pkey primary key (account_id, month, event_source_ref),
  constraint service_month_count_check check (failed_count between 0 and event_count)
) with (fillfactor = 85);
comment on table service_month is 'Events of an account by service, by month.';
comment on column service_month.month is 'First day of the UTC month.';

create table principal_day (
  account_id bigint not null,
  day date not null,
  principal_ref bigint not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint principal_day_pkey primary key (account_id, day, principal_ref),
  constraint principal_day_count_check check (failed_count between 0 and event_count)
) with (fillfactor = 85);
comment on table principal_day is 'Events of an account by principal, by day.';
comment on column principal_day.day is 'The UTC day.';

create table principal_month (
  account_id bigint not null,
  month date not null,
  principal_ref bigint not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint principal_month_pkey primary key (account_id, month, principal_ref),
  constraint principal_month_count_check check (failed_count between 0 and event_count)
) with (fillfactor = 85);
comment on table principal_month is 'Events of an account by principal, by month.';
comment on column principal_month.month is 'First day of the UTC month.';

create table account_quarter_hour (
  account_id bigint not null,
  quarter_hour timestamptz not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint account_quarter_hour_pkey primary key (account_id, quarter_hour),
  constraint account_quarter_hour_quarter_hour_check check
    (quarter_hour = date_bin('15 minutes', quarter_hour, '2000-01-01 00:00:00+00')),
  constraint account_quarter_hour_count_check check (failed_count between 0 and event_count)
) with (fillfactor = 85);
comment on table account_quarter_hour is 'Events of an account by quarter of an hour, of which the hours and days of every time zone of today are made.';
comment on column account_quarter_hour.quarter_hour is 'Its start.';

create table sighting (
  account_id bigint not null,
  kind text collate "C" not null,
  value_ref bigint not null,
  value text collate "C" not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  constraint sighting_pkey primary key (account_id, kind, value_ref, value),
  constraint sighting_kind_check check
    (kind in ('source_ip', 'access_key', 'session', 'user_agent', 'principal', 'event_source', 'region')),
  constraint sighting_value_check check
    (case when kind in ('access_key', 'session') then value_ref = 0 and value <> '' else value_ref <> 0 and value = '' end),
  constraint sighting_count_check check (failed_count between 0 and event_count)
) with (fillfactor = 85);
comment on table sighting is 'What was seen in an account, over all time: how often, first and last. What a record does not have is not seen.';
comment on column sighting.kind is 'What value_ref or value is: the name of its dictionary (of principals: principal_key), access_key or session.';
comment on column sighting.value_ref is '0 for access keys and sessions.';
comment on column sighting.value is 'The access key id or session name; else empty.';
-- Where was it seen, and did another account have it before.
create index sighting_value_idx on sighting (kind, value_ref, value, first_event_time);
-- What is new.
create index sighting_first_idx on sighting (kind, first_event_time desc, account_id);

create table rollup_start (
  one boolean not null default true,
  quarter_hours_from timestamptz not null,
  constraint rollup_start_pkey primary key (one),
  constraint rollup_start_one_check check (one)
);
comment on table rollup_start is 'One row. From when on rollups that came late are whole.';
comment on column rollup_start.quarter_hours_from is
  'Before it account_quarter_hour, and sighting of sessions, lack events that were dropped before they existed.';
insert into rollup_start (quarter_hours_from) values ('-infinity');

-- Error codes and denied actions of all accounts. An update is cheap (HOT) only while it changes no column of an index:
-- of error rows failed_count is the number of events, and changes with each.
create index error_day_day_idx on error_day (day, account_id);
create index error_month_month_idx on error_month (month, account_id);
-- When a principal was last seen: one probe, whatever its months.
create index principal_call_month_principal_idx on principal_call_month (account_id, principal_ref, month);
