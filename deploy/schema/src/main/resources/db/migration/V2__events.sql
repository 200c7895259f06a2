-- The one place in SQL that says what counts as a call; the numbers are those of event_segment.categories.
create function is_call(category smallint) returns boolean
language sql immutable parallel safe return category in (1, 2, 6);
comment on function is_call is
  'Whether events of the category count as calls: management and data events, and network activity events of calls that the policy of a VPC endpoint denied, of which there is no other record.';

create table event_segment (
  account_id bigint not null,
  day date not null,
  batch_id bigint not null,
  part integer not null,
  event_count integer not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  session_names text[] not null,
  access_key_ids text[] not null,
  seconds integer[] not null,
  event_ids uuid[] not null,
  region_refs bigint[] not null,
  action_refs bigint[] not null,
  error_code_refs bigint[] not null,
  principal_refs bigint[] not null,
  session_numbers smallint[] not null,
  access_key_numbers smallint[] not null,
  source_ip_refs bigint[] not null,
  user_agent_refs bigint[] not null,
  failed boolean[] not null,
  read_only boolean[] not null,
  categories smallint[] not null,
  shared_event_ids uuid[] not null,
  row_id bigint generated always as identity,
  constraint event_segment_pkey primary key (account_id, day, batch_id, part),
  constraint event_segment_count_check check (event_count between 1 and 4096)
) partition by range (day);
comment on table event_segment is
  'CloudTrail records, each once: up to 4,096 of an account, UTC day and batch in one row, a column of them in each array, by time and id. The view event shows them one by one. One partition per month, made by ensure_event_month; sparse months share the default one.';
comment on column event_segment.batch_id is 'The batch that brought the events; 0 for small segments that were packed together.';
comment on column event_segment.part is 'From 0 up within the account, day and batch, in the order of time.';
comment on column event_segment.event_count is 'The length of each array from seconds on.';
comment on column event_segment.first_event_time is 'Of its events; with last_event_time it bounds the search for one.';
comment on column event_segment.row_id is
  'Never used again: rows are inserted and deleted, not updated, so that readers may keep what a row holds.';
comment on column event_segment.session_names is 'Session names of assumed roles and federated users, each once; session_numbers count them from 1.';
comment on column event_segment.access_key_ids is 'Values of userIdentity.accessKeyId (identifiers, not secrets), each once; access_key_numbers count them from 1.';
comment on column event_segment.seconds is 'The time of each event, in seconds of the day.';
comment on column event_segment.event_ids is 'eventID; a name-based UUID where that is no UUID (see event_original_id) or missing.';
comment on column event_segment.session_numbers is '0 where the record has no session.';
comment on column event_segment.access_key_numbers is '0 where the record has no access key.';
comment on column event_segment.failed is 'The record says that the call failed, in one of the forms that the contract lists.';
comment on column event_segment.read_only is 'readOnly of the record; null where it does not say.';
comment on column event_segment.categories is
  'eventCategory: 1 management, 2 data, 3 network activity, 4 Insight, 5 aggregated, 6 network activity of a call that the policy of the VPC endpoint denied. is_call says which are calls.';
comment on column event_segment.shared_event_ids is
  'sharedEventID, which other events of the same call have as well; null where the record has none or no UUID.';

create table event_segment_default partition of event_segment default;
comment on table event_segment_default is 'Events of months that have no partition of their own: one batch brought many months at once.';

-- The two calls of array_cat change nothing but this: they unpack a dictionary once a segment instead of once an event.
create view event as
select
  s.account_id,
  to_timestamp((s.day - date '1970-01-01')::bigint * 86400 + e.second) as event_time,
  e.event_id,
  s.batch_id,
  e.region_ref,
  e.action_ref,
  e.error_code_ref,
  e.principal_ref,
  coalesce(session.names[e.session_number], '') as session_name,
  coalesce(access_key.ids[e.access_key_number], '') as access_key_id,
  e.source_ip_ref,
  e.user_agent_ref,
  e.failed,
  e.read_only,
  e.category,
  e.shared_event_id,
  s.day,
  s.first_event_time as segment_first_event_time,
  s.last_event_time as segment_last_event_time,
  s.access_key_ids as segment_access_key_ids,
  s.part
from event_segment s
cross join lateral array_cat(s.session_names, '{}'::text[]) session (names)
cross join lateral array_cat(s.access_key_ids, '{}'::text[]) access_key (ids)
cross join lateral unnest(
  s.seconds, s.event_ids, s.region_refs, s.action_refs, s.error_code_refs, s.principal_refs, s.session_numbers,
  s.access_key_numbers, s.source_ip_refs, s.user_agent_refs, s.failed, s.read_only, s.categories, s.shared_event_ids
) e (
  second, event_id, region_ref, action_ref, error_code_ref, principal_ref, session_number,
  access_key_number, source_ip_ref, user_agent_ref, failed, read_only, category, shared_event_id
);
comment on view event is
  'The events of event_segment one by one. Only account_id, day, batch_id and the times of the segment find rows by index: a query of some time needs a condition on day, and is faster with one on the segment''s times.';

create table event_day (
  account_id bigint not null,
  day date not null,
  event_count bigint not null,
  small_count bigint not null default 0,
  constraint event_day_pkey primary key (account_id, day),
  constraint event_day_count_check check (event_count >= 0)
) with (fillfactor = 85);
create index event_day_crowded_idx on event_day (account_id, day) where small_count >= 8;
comment on table event_day is
  'Accounts and UTC days with event segments. A batch locks the rows of its events, in the order of the key, before it looks which of them are stored: this is what keeps an event from being stored twice.';
comment on column event_day.event_count is 'Sum of event_segment.event_count.';
comment on column event_day.small_count is 'Segments with fewer than 2,048 events that are not packed; see pack_event_day.';

create table event_original_id (
  account_id bigint not null,
  event_time timestamptz not null,
  event_id uuid not null,
  original_event_id text not null,
  constraint event_original_id_pkey primary key (account_id, event_time, event_id)
);
comment on table event_original_id is 'The eventID of records whose eventID is no UUID.';

create table event_raw (
  account_id bigint not null,
  event_time timestamptz not null,
  event_id uuid not null,
  raw bytea not null,
  constraint event_raw_pkey primary key (account_id, event_time, event_id)
) partition by range (event_time);
comment on table event_raw is 'JSON of events whose scan asked to keep it; partitions as those of event_segment.';
comment on column event_raw.raw is 'The record''s JSON in UTF-8, compressed as a zlib stream.';
create table event_raw_default partition of event_raw default;
comment on table event_raw_default is 'JSON of the events in event_segment_default.';

-- An addendum repeats an event under an id of its own, and may have another time. The event and its addenda count once.
create table addendum (
  account_id bigint not null,
  event_id uuid not null,
  event_time timestamptz not null,
  constraint addendum_pkey primary key (account_id, event_id)
);
create index addendum_event_time_idx on addendum (event_time);
comment on table addendum is
  'Events of which an addendum came first and is stored in their place; what comes later under the id is a duplicate.';
comment on column addendum.event_id is 'The id of the event that the addendum repeats, as in event.';
comment on column addendum.event_time is 'The time of the addendum, as in event.';

create table retention (
  one boolean not null default true,
  raw_events_from timestamptz not null,
  constraint retention_pkey primary key (one),
  constraint retention_one_check check (one)
);
comment on table retention is 'One row. A batch reads it for share, retention updates it: neither can miss the other.';
comment on column retention.raw_events_from is 'Raw events before it are dropped and may not be stored again.';
insert into retention (raw_events_from) values ('-infinity');

create function ensure_event_month(day date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  month date := date_trunc('month', day::timestamp)::date;
  next_month date := (month + interval '1 month')::date;
  suffix text := to_char(month, 'YYYYMM');
  month_start timestamptz := month::timestamp at time zone 'UTC';
  month_end timestamptz := next_month::timestamp at time zone 'UTC';
begin
  if month < date '2000-01-01' or month >= date '2100-01-01' or to_regclass('event_segment_' || suffix) is not null then
    return;
  end if;
  -- Not "create table … partition of": that would wait for every batch in progress. Attaching waits only for those who
  -- touch the default partition.
  perform pg_advisory_xact_lock(hashtext('ensure_event_month'));
  if to_regclass('event_segment_' || suffix) is not null then
    return;
  end if;
  -- Attaching would take these locks anyway; taken first, nobody adds an event of the month behind those that move.
  lock table event_segment_default, event_raw_default in access exclusive mode;
  execute format('create table %I (like event_segment including defaults including constraints including indexes)',
      'event_segment_' || suffix);
  execute format('with moved as (delete from event_segment_default where day >= %L and day < %L returning *)
      insert into %I select * from moved',
      month, next_month, 'event_segment_' || suffix);
  execute format('alter table event_segment attach partition %I for values from (%L) to (%L)',
      'event_segment_' || suffix, month, next_month);
  execute format('create table %I (like event_raw including defaults including constraints including indexes)',
      'event_raw_' || suffix);
  execute format('with moved as (delete from event_raw_default where event_time >= %L and event_time < %L returning *)
      insert into %I select * from moved',
      month_start, month_end, 'event_raw_' || suffix);
  execute format('alter table event_raw attach partition %I for values from (%L) to (%L)',
      'event_raw_' || suffix, month_start, month_end);
end
$$;
comment on function ensure_event_month is
  'Makes the partitions of a day''s month where they are missing, and moves its events there from the default partition.';

create function pack_event_day(packed_account bigint, packed_day date, least_count integer) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  small_batches bigint[];
  small_parts integer[];
begin
  perform
  from event_day
  where account_id = packed_account
  and day = packed_day
  for update;
  -- Once their events are rolled up, nobody asks for the batch of a segment. Half a segment or more stays as it is.
  select array_agg(s.batch_id), array_agg(s.part)
  into small_batches, small_parts
  from event_segment s
  where s.account_id = packed_account
  and s.day = packed_day
  and s.event_count < 2048
  and not exists (
    select
    from ledger l
    where l.account_id = packed_account
    and l.day = packed_day
    and l.batch_id = s.batch_id
    and l.rolled_up_at is null
  );
  if coalesce(cardinality(small_batches), 0) < least_count then
    return;
  end if;
  with small as materialized (
    select e.*
    from unnest(small_batches, small_parts) chosen (batch_id, part)
    -- "offset 0" has each segment found by its key, and unpacks no other of the day.
    cross join lateral (
      select *
      from event
      where account_id = packed_account
      and day = packed_day
      and batch_id = chosen.batch_id
      and part = chosen.part
      offset 0
    ) e
  ),
  numbered as (
    select
      s.*,
      coalesce(
        (
          select max(s.part) + 1
          from event_segment s
          where s.account_id = packed_account
          and s.day = packed_day
          and s.batch_id = 0
        ),
        0
      ) + ((row_number() over (order by event_time, event_id) - 1) / 4096)::integer as packed_part
    from small s
  ),
  texts as (
    select
      packed_part,
      coalesce(array_agg(distinct session_name) filter (where session_name <> ''), '{}') as session_names,
      coalesce(array_agg(distinct access_key_id) filter (where access_key_id <> ''), '{}') as access_key_ids
    from numbered
    group by packed_part
  )
  insert into event_segment (
    account_id, day, batch_id, part, event_count, first_event_time, last_event_time, session_names, access_key_ids,
    seconds, event_ids, region_refs, action_refs, error_code_refs, principal_refs, session_numbers,
    access_key_numbers, source_ip_refs, user_agent_refs, failed, read_only, categories, shared_event_ids
  )
  select
    packed_account, packed_day, 0, packed_part, count(*), min(event_time), max(event_time), session_names, access_key_ids,
    array_agg(extract(epoch from event_time - packed_day::timestamp at time zone 'UTC')::integer
      order by event_time, event_id),
    array_agg(event_id order by event_time, event_id),
    array_agg(region_ref order by event_time, event_id),
    array_agg(action_ref order by event_time, event_id),
    array_agg(error_code_ref order by event_time, event_id),
    array_agg(principal_ref order by event_time, event_id),
    array_agg(coalesce(array_position(session_names, session_name), 0)::smallint order by event_time, event_id),
    array_agg(coalesce(array_position(access_key_ids, access_key_id), 0)::smallint order by event_time, event_id),
    array_agg(source_ip_ref order by event_time, event_id),
    array_agg(user_agent_ref order by event_time, event_id),
    array_agg(failed order by event_time, event_id),
    array_agg(read_only order by event_time, event_id),
    array_agg(category order by event_time, event_id),
    array_agg(shared_event_id order by event_time, event_id)
  from numbered
  join texts using (packed_part)
  group by packed_part, session_names, access_key_ids;
  delete from event_segment s
  using unnest(small_batches, small_parts) chosen (batch_id, part)
  where s.account_id = packed_account
  and s.day = packed_day
  and s.batch_id = chosen.batch_id
  and s.part = chosen.part;
  update event_day
  set small_count = (
    select count(*)
    from event_segment s
    where s.account_id = packed_account
    and s.day = packed_day
    and s.event_count < 2048
    and s.batch_id <> 0
  )
  where account_id = packed_account
  and day = packed_day;
end
$$;
comment on function pack_event_day is
  'Makes full segments of the small ones of an account and day that are rolled up, packed ones included, if there are least_count or more. Holds the lock of a batch of the day.';

create function drop_event_month() returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  suffix text;
begin
  select right(c.relname, 6)
  into suffix
  from pg_inherits i
  join pg_class c on c.oid = i.inhrelid
  where i.inhparent = 'event_segment'::regclass
  and c.relname ~ '^event_segment_[0-9]{6}$'
  and to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month'
    <= (select raw_events_from at time zone 'UTC' from retention)
  order by c.relname
  limit 1;
  if suffix is null then
    return false;
  end if;
  execute format('drop table %I', 'event_segment_' || suffix);
  execute format('drop table if exists %I', 'event_raw_' || suffix);
  return true;
end
$$;
comment on function drop_event_month is
  'Drops the partitions of the oldest month that ends before retention.raw_events_from; returns false if there is none.';

create function drop_event_days(max_events bigint) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  kept_from timestamptz := (select raw_events_from from retention);
  accounts bigint[];
  days date[];
  addenda bigint;
begin
  -- Locked in a statement of its own: the next one sees what pack_event_day has committed before.
  select array_agg(account_id), array_agg(day)
  into accounts, days
  from (
    select account_id, day, sum(event_count) over (order by day, account_id) - event_count as events_before
    from (
      select account_id, day, event_count
      from event_day
      where day < (kept_from at time zone 'UTC')::date
      order by day, account_id
      limit 1000
      for update skip locked
    ) locked
  ) oldest
  where events_before < max_events;
  with dropped as materialized (
    select
      account_id, day,
      day::timestamp at time zone 'UTC' as day_start,
      (day + 1)::timestamp at time zone 'UTC' as day_end
    from unnest(accounts, days) d (account_id, day)
  ),
  segment as (
    delete from event_segment s
    using dropped d
    where s.account_id = d.account_id
    and s.day = d.day
  ),
  raw as (
    delete from event_raw r
    using dropped d
    where r.account_id = d.account_id
    and r.event_time >= d.day_start
    and r.event_time < d.day_end
  ),
  original as (
    delete from event_original_id o
    using dropped d
    where o.account_id = d.account_id
    and o.event_time >= d.day_start
    and o.event_time < d.day_end
  )
  delete from event_day e
  using dropped d
  where e.account_id = d.account_id
  and e.day = d.day;
  -- Events of later days can still be those that an addendum repeats.
  delete from addendum
  where ctid = any (array(
    select ctid
    from addendum
    where event_time < kept_from - interval '8 days'
    limit 10000
  ));
  get diagnostics addenda = row_count;
  if days is null and addenda = 0 and exists (
    select
    from event_day
    where day < (kept_from at time zone 'UTC')::date
  ) then
    return -1;
  end if;
  return coalesce(cardinality(days), 0) + addenda;
end
$$;
comment on function drop_event_days is
  'Drops the raw events of the oldest accounts and days before retention.raw_events_from, until they have max_events: at least one, at most 1,000. Returns 0 if there is nothing left to drop, and -1 if batches or pack_event_day hold the rows of all that is left: try again later.';
