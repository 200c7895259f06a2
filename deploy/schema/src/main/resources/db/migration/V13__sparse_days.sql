-- A batch makes partitions for a bounded number of days. Events of further days lie in the default partition and move when
-- their day gets a partition of its own.
create or replace function ensure_event_day(day date) returns void
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
  -- Attaching would take these locks anyway; taken first, nobody adds an event of the day behind the one that moves.
  lock table event_default, event_raw_default in access exclusive mode;
  foreach kind in array array['event', 'event_raw'] loop
    execute format('create table %I (like %I including defaults including constraints including indexes)',
        kind || '_' || suffix, kind);
    execute format('with moved as (delete from %I where event_time >= %L and event_time < %L returning *)
        insert into %I select * from moved',
        kind || '_default', day_start, day_end, kind || '_' || suffix);
    execute format('alter table %I attach partition %I for values from (%L) to (%L)',
        kind, kind || '_' || suffix, day_start, day_end);
  end loop;
end
$$;
comment on function ensure_event_day is
  'Makes the partitions of a UTC day where they are missing, and moves its events there from the default partition.';

create or replace function drop_event_day(day date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  day_start timestamptz := day::timestamp at time zone 'UTC';
  day_end timestamptz := (day + 1)::timestamp at time zone 'UTC';
begin
  delete from event_original_id where event_time >= day_start and event_time < day_end;
  delete from event_default where event_time >= day_start and event_time < day_end;
  delete from event_raw_default where event_time >= day_start and event_time < day_end;
  execute format('drop table if exists %I', 'event_' || to_char(day, 'YYYYMMDD'));
  execute format('drop table if exists %I', 'event_raw_' || to_char(day, 'YYYYMMDD'));
end
$$;

comment on table event is
  'CloudTrail records, each once; one partition per UTC day, made by ensure_event_day; sparse days share the default one.';
comment on table event_default is 'Events of days that have no partition of their own: one batch brought many days at once.';

create index log_object_left_alone_idx on log_object (scan_id) where failure_code = 'NOT_A_LOG';
comment on column log_object.failure_code is
  'Why it is unreadable; NOT_A_LOG if it is read and no log by name and first bytes; else null.';

create index event_default_event_time_idx on event_default (event_time);
create index event_raw_default_event_time_idx on event_raw_default (event_time);

-- Forms that were damage until now and are read or left alone from here on: the next scan reads these objects again.
update log_object
set failure_code = 'READ_FAILED'
where state = 'unreadable'
and failure_code in ('INVALID_JSON', 'TOO_DEEP', 'NOT_AN_EVENT');
