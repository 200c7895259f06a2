-- Buckets are UTC days and months. A report reads the edges of its interval from the events themselves.

create table rollup (
  account_id bigint not null,
  grain text collate "C" not null,
  family text collate "C" not null,
  bucket date not null,
  category smallint not null,
  run bigint not null,
  part integer not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  first_key bigint not null,
  last_key bigint not null,
  text_keys text[] collate "C",
  key_1 bigint[] not null,
  key_2 bigint[],
  key_3 bigint[],
  event_counts bigint[] not null,
  failed_counts bigint[],
  first_seconds integer[] not null,
  last_seconds integer[] not null,
  constraint rollup_pkey primary key (account_id, grain, family, bucket, category, run, part),
  constraint rollup_grain_check check (grain in ('day', 'month')),
  constraint rollup_run_check check ((run = 0) = (grain = 'month')),
  constraint rollup_count_check check (failed_count between 0 and event_count)
);
comment on table rollup is
  'Rollups as arrays: up to 1,024 rows of an account, family, bucket and category in one row, a column of them in each array, mostly in the order of key_1. Views show the rows of each family by day and by month.';
comment on column rollup.family is 'What is counted; the aggregator declares each family once.';
comment on column rollup.bucket is 'The UTC day, or the first day of the UTC month.';
comment on column rollup.category is
  'Of the events, as in event_segment.categories; the views of families count calls (see is_call).';
comment on column rollup.run is
  'The roll-up that brought the rows of a day, or the last one of those that were put together; 0 in months. See rollup_account.settled_run.';
comment on column rollup.part is 'From 0 up within the run.';
comment on column rollup.event_count is 'Sum of event_counts.';
comment on column rollup.failed_count is 'Sum of failed_counts.';
comment on column rollup.first_key is 'The least of key_1.';
comment on column rollup.last_key is 'The greatest of key_1.';
comment on column rollup.text_keys is 'The part of the key that is text; null in families without.';
-- Finds the rows of an access key or session: 60 bytes for each of them, where an index entry and a row of its own took 250.
create index rollup_text_idx on rollup using gin (text_keys) with (fastupdate = off) where text_keys is not null;
comment on column rollup.key_1 is 'The first reference of the family''s key; its views name it. key_2 and key_3 are null where the key is shorter.';
comment on column rollup.failed_counts is 'Null if none failed.';
comment on column rollup.first_seconds is 'Of the first event, from the start of the bucket.';

create table rollup_account (
  account_id bigint not null,
  event_count bigint not null default 0,
  failed_count bigint not null default 0,
  first_event_time timestamptz,
  last_event_time timestamptz,
  rolled_up_at timestamptz,
  all_event_count bigint not null default 0,
  last_run bigint not null default 0,
  settled_run bigint not null default 0,
  unsettled_count bigint not null default 0,
  unsettled_from date,
  unsettled_since timestamptz,
  constraint rollup_account_pkey primary key (account_id)
) with (fillfactor = 85);
comment on table rollup_account is 'All rolled-up calls of an account; its row is what an aggregator claims to roll the account up.';
comment on column rollup_account.all_event_count is 'Rolled-up events of every category; event_count has calls.';
comment on column rollup_account.last_run is 'The number of the last roll-up.';
comment on column rollup_account.settled_run is
  'Runs up to this one are settled: their months have them, and a day has one of them. No month has the later ones yet: a report adds them to it.';
comment on column rollup_account.unsettled_count is 'Events of later runs.';
comment on column rollup_account.unsettled_from is 'The first day that may have later runs; null if there are none.';
comment on column rollup_account.unsettled_since is 'When the first of these runs was rolled up; null if there are none.';

create view unsettled_rollup as
select r.*
from rollup_account a
join rollup r
  on r.account_id = a.account_id
  and r.grain = 'day'
  and r.bucket >= a.unsettled_from
  and r.run > a.settled_run;
comment on view unsettled_rollup is 'Runs that no month has yet.';

create function create_rollup_views(family text, arrays text[], keys text[], monthly boolean) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  named text := array_to_string(keys, ', ');
  element text := format(
    'select r.account_id, %%s, %s, k.event_count, coalesce(k.failed_count, 0) as failed_count,
      to_timestamp((r.bucket - date ''1970-01-01'')::bigint * 86400 + k.first_second) as first_event_time,
      to_timestamp((r.bucket - date ''1970-01-01'')::bigint * 86400 + k.last_second) as last_event_time,
      r.first_key, r.last_key, r.text_keys
    from %%s r
    cross join lateral (
      select %s, unnest(r.event_counts) as event_count, unnest(r.failed_counts) as failed_count,
        unnest(r.first_seconds) as first_second, unnest(r.last_seconds) as last_second
    ) k
    where r.family = %L and is_call(r.category) and r.grain = %%L',
    'k.' || array_to_string(keys, ', k.'),
    (select string_agg(format('unnest(r.%I) as %I', a, k), ', ') from unnest(arrays, keys) u (a, k)),
    family);
begin
  execute format('create view %I as ', family || '_day') || format(element, 'r.bucket as day', 'rollup', 'day');
  execute format('comment on view %I is %L', family || '_day',
      'Calls of an account by ' || named || ', by day; a key has a row in each run, which add up.');
  if monthly then
    execute format('create view %I as ', family || '_month') || format(element, 'r.bucket as month', 'rollup', 'month')
        || ' union all '
        || format(element, 'date_trunc(''month'', r.bucket::timestamp)::date', 'unsettled_rollup', 'day');
    execute format('comment on view %I is %L', family || '_month',
        'Calls of an account by ' || named || ', by month; a key has a row in each run, which add up.');
  end if;
end
$$;
comment on function create_rollup_views is
  'Makes the views <family>_day and <family>_month of table rollup; keys names what its arrays hold. Rows of the table whose first_key to last_key excludes the first reference, or whose text_keys do not contain the text, need not be read.';

select create_rollup_views('usage', '{key_1, key_2, key_3}', '{region_ref, action_ref, error_code_ref}', true);
select create_rollup_views('error', '{key_1, key_2}', '{action_ref, error_code_ref}', true);
select create_rollup_views('service', '{key_1}', '{event_source_ref}', true);
select create_rollup_views('principal', '{key_1}', '{principal_ref}', true);
select create_rollup_views(
  'principal_call', '{key_1, key_2, key_3}', '{principal_ref, action_ref, error_code_ref}', true);
select create_rollup_views(
  'principal_origin', '{key_1, key_2, key_3}', '{principal_ref, source_ip_ref, user_agent_ref}', true);
select create_rollup_views('access_key', '{text_keys, key_1}', '{access_key_id, principal_ref}', false);
select create_rollup_views('session', '{text_keys, key_1}', '{session_name, principal_ref}', false);
select create_rollup_views('quarter_hour', '{key_1}', '{quarter_hour}', false);

create view text_day as
select
  r.account_id, r.family, r.bucket as day, k.text_key, k.event_count, coalesce(k.failed_count, 0) as failed_count,
  to_timestamp((r.bucket - date '1970-01-01')::bigint * 86400 + k.first_second) as first_event_time,
  to_timestamp((r.bucket - date '1970-01-01')::bigint * 86400 + k.last_second) as last_event_time,
  r.text_keys
from rollup r
cross join lateral (
  select
    unnest(r.text_keys) as text_key, unnest(r.event_counts) as event_count, unnest(r.failed_counts) as failed_count,
    unnest(r.first_seconds) as first_second, unnest(r.last_seconds) as last_second
) k
where r.grain = 'day'
and r.text_keys is not null
and is_call(r.category);
comment on view text_day is
  'Calls of an account by access key and by session, which family says, by day; a text has several rows, which add up. A condition on text_keys ("contains") finds rows by index.';

create view account_quarter_hour as
select
  account_id,
  day,
  day::timestamp at time zone 'UTC' + quarter_hour * interval '15 minutes' as quarter_hour,
  event_count,
  failed_count,
  first_event_time,
  last_event_time
from quarter_hour_day;
comment on view account_quarter_hour is
  'Calls of an account by quarter of an hour, of which the hours and days of every time zone of today are made; a quarter hour has a row in each run, which add up. Only account_id and day find rows by index.';

create view account_day as
select
  account_id,
  bucket as day,
  sum(event_count)::bigint as event_count,
  sum(failed_count)::bigint as failed_count,
  min(first_event_time) as first_event_time,
  max(last_event_time) as last_event_time
from rollup
where family = 'quarter_hour'
and grain = 'day'
and is_call(category)
group by account_id, bucket;
comment on view account_day is 'Calls of an account by day.';

create view account_month as
select account_id, bucket as month, event_count, failed_count
from rollup
where family = 'service'
and grain = 'month'
and is_call(category)
union all
select account_id, date_trunc('month', bucket::timestamp)::date, event_count, failed_count
from unsettled_rollup
where family = 'service'
and is_call(category);
comment on view account_month is 'Calls of an account by month, in parts that add up.';

create view rolled_up_event as
select *
from event e
where not exists (
  select
  from ledger l
  where l.account_id = e.account_id
  and l.day = e.day
  and l.batch_id = e.batch_id
  and l.rolled_up_at is null
);
comment on view rolled_up_event is 'The events that rollups have: for recounts.';

create view category_day as
select
  account_id,
  bucket as day,
  category,
  sum(event_count)::bigint as event_count,
  sum(failed_count)::bigint as failed_count,
  min(first_event_time) as first_event_time,
  max(last_event_time) as last_event_time
from rollup
where family = 'quarter_hour'
and grain = 'day'
group by account_id, bucket, category;
comment on view category_day is 'All events of an account by category, by day.';

create view category_month as
select account_id, bucket as month, category, event_count, failed_count, first_event_time, last_event_time
from rollup
where family = 'service'
and grain = 'month'
union all
select
  account_id, date_trunc('month', bucket::timestamp)::date, category, event_count, failed_count, first_event_time,
  last_event_time
from unsettled_rollup
where family = 'service';
comment on view category_month is 'All events of an account by category, by month, in parts that add up.';

create table sighting (
  account_id bigint not null,
  value_ref bigint not null,
  event_count bigint not null,
  failed_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  kind text collate "C" not null,
  constraint sighting_pkey primary key (value_ref, kind, account_id),
  constraint sighting_kind_check check
    (kind in ('source_ip', 'user_agent', 'principal', 'event_source', 'region')),
  constraint sighting_value_check check (value_ref <> 0),
  constraint sighting_count_check check (failed_count between 0 and event_count)
) with (fillfactor = 95);
comment on table sighting is
  'What was seen in an account, over all time: how often, first and last. What a record does not have is not seen. Access keys and sessions are in text_day.';
comment on column sighting.kind is 'What value_ref is: the name of its dictionary (of principals: principal_key).';
-- What is new.
create index sighting_first_idx on sighting (kind, first_event_time desc);
-- What an account has: a few bytes a row, because equal keys share an entry.
create index sighting_account_idx on sighting (account_id);
