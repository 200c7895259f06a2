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
  spans integer[] not null,
  row_id bigint generated always as identity,
  padding text not null default repeat(' ', 2000),
  constraint rollup_pkey primary key (account_id, grain, family, bucket, category, run, part),
  constraint rollup_grain_check check (grain in ('day', 'month')),
  constraint rollup_run_check check ((run = 0) = (grain = 'month')),
  constraint rollup_count_check check (failed_count between 0 and event_count)
) with (toast_tuple_target = 128);
-- Compressed, but in the row itself: most arrays are small.
alter table rollup
  alter text_keys set storage main,
  alter key_1 set storage main,
  alter key_2 set storage main,
  alter key_3 set storage main,
  alter event_counts set storage main,
  alter failed_counts set storage main,
  alter first_seconds set storage main,
  alter spans set storage main,
  alter padding set storage main;
comment on table rollup is
  'Rollups as arrays: up to 1,024 rows of an account, family, bucket and category in one row, a column of them in each array, mostly in the order of key_1. Views show the rows of each family by day and by month.';
comment on column rollup.family is 'What is counted; the aggregator declares each family once.';
comment on column rollup.bucket is 'The UTC day, or the first day of the UTC month.';
comment on column rollup.category is
  'Of the events, as in event_segment.categories; the views of families count calls (see is_call).';
comment on column rollup.run is
  'A number of the batch that brought the rows of a day, in the order in which the account''s batches were rolled up, or the last number when rows were put together; 0 in months. See rollup_account.settled_run.';
comment on column rollup.part is 'From 0 up within the run.';
comment on column rollup.event_count is 'Sum of event_counts.';
comment on column rollup.failed_count is 'Sum of failed_counts.';
comment on column rollup.first_key is 'The least of key_1.';
comment on column rollup.last_key is 'The greatest of key_1.';
comment on column rollup.text_keys is 'The part of the key that is text; null in families without.';
comment on column rollup.key_1 is 'The first reference of the family''s key; its views name it. key_2 and key_3 are null where the key is shorter.';
comment on column rollup.failed_counts is 'Null if none failed.';
comment on column rollup.first_seconds is 'Of the first event, from the start of the bucket.';
comment on column rollup.spans is 'Seconds from the first event to the last: most are 0, which packs well.';
comment on column rollup.row_id is
  'Never used again: rows are inserted and deleted, not updated, so that readers may keep what a row holds.';
comment on column rollup.padding is
  'A constant of 30 bytes: PostgreSQL compresses only rows of more than 2,000 bytes, and rows with this column are. A fifth of the table is saved.';

create function text_hashes(texts text[]) returns integer[]
language sql immutable strict parallel safe as $$
  select array_agg(hashtext(t.value collate "C"))
  from unnest(texts) t (value)
$$;
comment on function text_hashes is 'The hash of each text, in their order.';

create function has_text(texts text[], sought text) returns boolean
language sql immutable parallel safe as $$
  select text_hashes(texts) @> array[hashtext(sought collate "C")]
    and text_hashes(texts) && array[hashtext(sought collate "C")]
    and texts @> array[sought collate "C"]
$$;
comment on function has_text is
  'Whether a text is among those of a row of table rollup, by index. It says the hash twice, for the planner: by the first alone it expects 1 row in 200, and searches the days of all accounts as well.';

-- Finds the rows of an access key or session. Hashes take half the space of the texts.
create index rollup_text_idx on rollup using gin (text_hashes(text_keys)) with (fastupdate = off)
where text_keys is not null;

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
comment on column rollup_account.last_run is 'The number of the last batch that was rolled up.';
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
  and r.run > a.settled_run
where a.unsettled_from is not null;
comment on view unsettled_rollup is 'Runs that no month has yet.';

create function create_rollup_views(family text, arrays text[], keys text[], monthly boolean) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  named text := array_to_string(keys, ', ');
  element text := format(
    'select r.account_id, %%s, r.category, %s, k.event_count, coalesce(k.failed_count, 0) as failed_count,
      to_timestamp((r.bucket - date ''1970-01-01'')::bigint * 86400 + k.first_second) as first_event_time,
      to_timestamp((r.bucket - date ''1970-01-01'')::bigint * 86400 + k.first_second + k.span) as last_event_time,
      r.first_key, r.last_key, r.text_keys
    from %%s r
    cross join lateral (
      select %s, unnest(r.event_counts) as event_count, unnest(r.failed_counts) as failed_count,
        unnest(r.first_seconds) as first_second, unnest(r.spans) as span
    ) k
    where r.family = %L and r.grain = %%L',
    'k.' || array_to_string(keys, ', k.'),
    (select string_agg(format('unnest(r.%I) as %I', a, k), ', ') from unnest(arrays, keys) u (a, k)),
    family);
  calls text := 'create view %I as select account_id, %s, ' || named || ', event_count, failed_count, first_event_time,
    last_event_time, first_key, last_key, text_keys from %I where is_call(category)';
  meaning text := '%s of an account by ' || named || ', by %s; a key has a row in each run, which add up.';
begin
  execute format('create view %I as ', 'all_' || family || '_day') || format(element, 'r.bucket as day', 'rollup', 'day');
  execute format(calls, family || '_day', 'day', 'all_' || family || '_day');
  execute format('comment on view %I is %L', 'all_' || family || '_day', format(meaning, 'Events of each category', 'day'));
  execute format('comment on view %I is %L', family || '_day', format(meaning, 'Calls', 'day'));
  if monthly then
    execute format('create view %I as ', 'all_' || family || '_month')
        || format(element, 'r.bucket as month', 'rollup', 'month')
        || ' union all '
        || format(element, 'date_trunc(''month'', r.bucket::timestamp)::date', 'unsettled_rollup', 'day');
    execute format(calls, family || '_month', 'month', 'all_' || family || '_month');
    execute format('comment on view %I is %L',
        'all_' || family || '_month', format(meaning, 'Events of each category', 'month'));
    execute format('comment on view %I is %L', family || '_month', format(meaning, 'Calls', 'month'));
  end if;
end
$$;
comment on function create_rollup_views is
  'Makes the views <family>_day and <family>_month of table rollup, which have calls, and all_<family>_day and all_<family>_month, which have all events by category; keys names what its arrays hold. Rows of the table whose first_key to last_key excludes the first reference, or without has_text(text_keys, text), need not be read.';

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
  to_timestamp((r.bucket - date '1970-01-01')::bigint * 86400 + k.first_second + k.span) as last_event_time,
  r.text_keys
from rollup r
cross join lateral (
  select
    unnest(r.text_keys) as text_key, unnest(r.event_counts) as event_count, unnest(r.failed_counts) as failed_count,
    unnest(r.first_seconds) as first_second, unnest(r.spans) as span
) k
where r.grain = 'day'
and r.text_keys is not null
and is_call(r.category);
comment on view text_day is
  'Calls of an account by access key and by session, which family says, by day; a text has several rows, which add up. has_text(text_keys, text) finds rows by index.';

create view category_quarter_hour as
select
  account_id,
  day,
  day::timestamp at time zone 'UTC' + quarter_hour * interval '15 minutes' as quarter_hour,
  category,
  event_count,
  failed_count,
  first_event_time,
  last_event_time
from all_quarter_hour_day;
comment on view category_quarter_hour is 'All events of an account by category, as account_quarter_hour has the calls.';

create view account_quarter_hour as
select account_id, day, quarter_hour, event_count, failed_count, first_event_time, last_event_time
from category_quarter_hour
where is_call(category);
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

create table shared_call (
  shared_event_id uuid not null,
  account_id bigint not null,
  event_id uuid not null,
  day date not null,
  second integer not null,
  region_ref bigint not null,
  action_ref bigint not null,
  error_code_ref bigint not null,
  principal_ref bigint not null,
  source_ip_ref bigint not null,
  user_agent_ref bigint not null,
  category smallint not null,
  failed boolean not null,
  session_name text collate "C" not null,
  access_key_id text collate "C" not null,
  constraint shared_call_pkey primary key (shared_event_id, account_id, event_id, day, second)
);
comment on table shared_call is
  'Rolled-up calls that have a sharedEventID: by it, a roll-up finds the records that other accounts have of the same call. Pruned by prune_shared_call; shared_count stays.';
-- What is recounted, and what is pruned: a few bytes a row, because equal keys share an entry.
create index shared_call_account_idx on shared_call (account_id, day);

-- Which record of a call counts does not depend on the order in which they came: failed ones precede others, then the
-- account with the lower number precedes.
create table shared_count (
  account_id bigint not null,
  family text collate "C" not null,
  grain text collate "C" not null,
  bucket date not null,
  category smallint not null,
  key_1 bigint not null,
  key_2 bigint not null,
  text_key text collate "C" not null,
  preceding_account_ids bigint[] not null,
  event_count bigint not null,
  failed_count bigint not null,
  constraint shared_count_pkey primary key
    (account_id, family, grain, bucket, category, key_1, key_2, text_key, preceding_account_ids),
  constraint shared_count_grain_check check (grain in ('day', 'month', 'all'))
);
comment on table shared_count is
  'How many calls of an account other accounts have as well. What adds up several accounts leaves those out of which it has one of the preceding accounts: so it counts each call once, whichever accounts it is about.';
comment on column shared_count.family is
  'call: key_1 is action_ref, key_2 error_code_ref. quarter_hour: key_1 is that of the day. Else a kind of sighting: key_1 is value_ref, text_key the value, and only records with the same value are of the same call.';
comment on column shared_count.bucket is 'The UTC day, the first day of the UTC month, or infinity for all time.';
comment on column shared_count.preceding_account_ids is
  'Other accounts whose record of the call precedes the account''s, in ascending order; the first 32.';
comment on column shared_count.event_count is '0 if the calls have got further preceding accounts.';

create function shared_call_count(
  accounts bigint[], first_month date, end_month date, days date[], other_days date[]
) returns table (category smallint, action_ref bigint, error_code_ref bigint, event_count bigint, failed_count bigint)
language sql stable parallel safe as $$
  select s.category, s.key_1, s.key_2, s.sign * s.event_count, s.sign * s.failed_count
  from (
    select 1 as sign, *
    from shared_count
    where account_id = any (accounts)
    and family = 'call'
    and grain = 'month'
    and bucket >= first_month
    and bucket < end_month
    union all
    select 1, *
    from shared_count
    where account_id = any (accounts)
    and family = 'call'
    and grain = 'day'
    and bucket = any (days)
    union all
    select -1, *
    from shared_count
    where account_id = any (accounts)
    and family = 'call'
    and grain = 'day'
    and bucket = any (other_days)
  ) s
  where exists (select from unnest(s.preceding_account_ids) p (account_id) where p.account_id = any (accounts))
$$;
comment on function shared_call_count is
  'The calls in months and days, less other days, that a sum over the accounts leaves out because another of them has them.';

create table shared_call_kept (
  one boolean not null default true,
  from_day date not null,
  constraint shared_call_kept_pkey primary key (one),
  constraint shared_call_kept_one_check check (one)
);
comment on table shared_call_kept is 'One row.';
comment on column shared_call_kept.from_day is
  'Records of earlier days are pruned from shared_call: later records of the same calls would count again, and VerifyRollups cannot recount them.';
insert into shared_call_kept (from_day) values ('-infinity');

create function prune_shared_call(before date, max_rows integer) returns bigint
language sql as $$
  update shared_call_kept set from_day = before where from_day < before;
  with pruned as (
    delete from shared_call
    where ctid = any (array(
      select old.ctid
      from rollup_account a
      cross join lateral (
        select c.ctid
        from shared_call c
        where c.account_id = a.account_id
        and c.day < before
        limit max_rows
      ) old
      limit max_rows
    ))
    returning 1
  )
  select count(*) from pruned
$$;
comment on function prune_shared_call is
  'Removes records of days before one, at most so many at once, and returns how many: 0 when none are left.';
