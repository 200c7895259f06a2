create table event (
  account_id bigint not null,
  event_time timestamptz not null,
  event_id uuid not null,
  batch_id bigint not null,
  region_ref integer not null,
  action_ref integer not null,
  error_code_ref integer not null,
  principal_ref integer not null,
  session_ref integer not null,
  access_key_ref integer not null,
  source_ip_ref integer not null,
  user_agent_ref integer not null,
  failed boolean not null,
  read_only boolean,
  constraint event_pkey primary key (account_id, event_time, event_id)
) partition by range (event_time);
comment on table event is 'CloudTrail records, each once; one partition per UTC day, made by ensure_event_day.';
comment on column event.event_id is 'eventID; a name-based UUID where that is no UUID (see event_original_id) or missing.';
comment on column event.batch_id is 'The batch that brought the event.';
comment on column event.failed is 'errorCode or errorMessage is present, or responseElements.ConsoleLogin is Failure.';
comment on column event.read_only is 'readOnly of the record; null where it does not say.';

create table event_default partition of event default;
comment on table event_default is 'Events before 2000 or from 2100 on: clocks gone wrong, kept all the same.';

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
comment on table event_raw is 'JSON of events whose scan asked to keep it; one partition per UTC day.';
comment on column event_raw.raw is 'The record''s JSON in UTF-8, compressed as a zlib stream.';
create table event_raw_default partition of event_raw default;
comment on table event_raw_default is 'JSON of the events in event_default.';

create table retention (
  one boolean not null default true,
  raw_events_from timestamptz not null,
  constraint retention_pkey primary key (one),
  constraint retention_one_check check (one)
);
comment on table retention is 'One row. A batch reads it for share, retention updates it: neither can miss the other.';
comment on column retention.raw_events_from is 'Raw events before it are dropped and may not be stored again.';
insert into retention (raw_events_from) values ('-infinity');

create function ensure_event_day(day date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  suffix text := to_char(day, 'YYYYMMDD');
  day_start timestamptz := day::timestamp at time zone 'UTC';
  day_end timestamptz := (day + 1)::timestamp at time zone 'UTC';
  kind text;
begin
  if day < date '2000-01-01' or day >= date '2100-01-01' or to_regclass('event_' || suffix) is not null then
    return;
  end if;
  -- Not "create table … partition of": that would wait for every batch in progress. Attaching waits only for those who
  -- touch the default partition.
  perform pg_advisory_xact_lock(hashtext('ensure_event_day'));
  if to_regclass('event_' || suffix) is not null then
    return;
  end if;
  foreach kind in array array['event', 'event_raw'] loop
    execute format('create table %I (like %I including defaults including constraints including indexes)',
        kind || '_' || suffix, kind);
    execute format('alter table %I attach partition %I for values from (%L) to (%L)',
        kind, kind || '_' || suffix, day_start, day_end);
  end loop;
end
$$;
comment on function ensure_event_day is 'Makes the partitions of a UTC day where they are missing.';

create function drop_event_day(day date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  day_start timestamptz := day::timestamp at time zone 'UTC';
  day_end timestamptz := (day + 1)::timestamp at time zone 'UTC';
begin
  delete from event_original_id where event_time >= day_start and event_time < day_end;
  if day < date '2000-01-01' or day >= date '2100-01-01' then
    delete from event_default where event_time >= day_start and event_time < day_end;
    delete from event_raw_default where event_time >= day_start and event_time < day_end;
    return;
  end if;
  execute format('drop table if exists %I', 'event_' || to_char(day, 'YYYYMMDD'));
  execute format('drop table if exists %I', 'event_raw_' || to_char(day, 'YYYYMMDD'));
end
$$;
comment on function drop_event_day is 'Drops the raw events of a UTC day; the caller has moved retention.raw_events_from.';
