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

create or replace function drop_event_day(day date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  day_start timestamptz := day::timestamp at time zone 'UTC';
  day_end timestamptz := (day + 1)::timestamp at time zone 'UTC';
begin
  -- Events of later days can still be those that an addendum of this day repeats.
  delete from addendum where event_time < day_start - interval '7 days';
  delete from event_original_id where event_time >= day_start and event_time < day_end;
  delete from event_default where event_time >= day_start and event_time < day_end;
  delete from event_raw_default where event_time >= day_start and event_time < day_end;
  execute format('drop table if exists %I', 'event_' || to_char(day, 'YYYYMMDD'));
  execute format('drop table if exists %I', 'event_raw_' || to_char(day, 'YYYYMMDD'));
end
$$;

grant select on addendum to trailtally_report, trailtally_aggregator;
grant select, insert on addendum to trailtally_collector;
