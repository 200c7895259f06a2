alter table scan
  drop constraint scan_source_kind_check,
  add constraint scan_source_kind_check check (source_kind in ('folder', 's3', 'lookup')),
  add column lookup jsonb,
  add constraint scan_lookup_check check ((source_kind = 'lookup') = (lookup is not null)),
  add column repetition_interval interval,
  add column repetition_overlap interval,
  add column series_id uuid,
  add column next_scan_id uuid,
  add column earliest_start timestamptz;
comment on column scan.source_location is 'Absolute path, bucket/prefix, or whose accounts LookupEvents is asked for.';
comment on column scan.lookup is 'What to ask of LookupEvents, as JSON of the message LookupSource; null for other sources.';
comment on column scan.repetition_interval is 'From the start of this scan to the start of the next; null where it runs once.';
comment on column scan.repetition_overlap is 'How far before its last complete window a unit is asked again.';
comment on column scan.series_id is 'The first scan of those that repeat each other; null where it runs once.';
comment on column scan.next_scan_id is 'The scan that repeats this one.';
comment on column scan.earliest_start is 'No collector starts it before; null where it starts at once.';

create table scan_unit (
  unit_id bigint generated always as identity,
  scan_id uuid not null,
  account_id bigint not null,
  account_name text,
  region text not null,
  turn integer not null,
  start_time timestamptz not null,
  end_time timestamptz not null,
  whole boolean not null,
  state text not null default 'pending',
  claimed_by uuid,
  lease_until timestamptz,
  first_claimed_at timestamptz,
  worked interval not null default '0',
  finished_at timestamptz,
  request_count bigint not null default 0,
  page_count bigint not null default 0,
  throttled_count bigint not null default 0,
  record_count bigint not null default 0,
  failure_code text,
  failure_message text,
  next_step text,
  constraint scan_unit_pkey primary key (unit_id),
  constraint scan_unit_scan_id_account_id_region_key unique (scan_id, account_id, region),
  constraint scan_unit_state_check check (state in ('pending', 'running', 'complete', 'failed', 'cancelled')),
  constraint scan_unit_window_check check (start_time < end_time),
  constraint scan_unit_failure_check check ((state = 'failed') = (failure_code is not null))
);
create index scan_unit_open_idx on scan_unit (turn, unit_id) where state in ('pending', 'running');
create index scan_unit_gap_idx on scan_unit (account_id, start_time) where state <> 'complete';
create index scan_unit_account_idx on scan_unit (account_id, region, end_time);
comment on table scan_unit is 'Accounts and regions of LookupEvents scans. Leases use database time, windows event time.';
comment on column scan_unit.region is 'Empty for an account that could not be read at all.';
comment on column scan_unit.turn is 'The place of the region in its account: accounts take turns.';
comment on column scan_unit.end_time is 'Exclusive.';
comment on column scan_unit.whole is 'Whether all management events are asked for, so that the window counts as covered.';
comment on column scan_unit.claimed_by is 'Who reads, until lease_until: one id a claim.';
comment on column scan_unit.first_claimed_at is 'When a collector first read of it; what happened later may be missing in it.';
comment on column scan_unit.worked is 'How long collectors have read it, which its deadline bounds; moved with the lease.';
comment on column scan_unit.request_count is 'Requests sent, those without a page included.';
comment on column scan_unit.throttled_count is 'Requests that AWS refused as too many.';

create table scan_slice (
  unit_id bigint not null,
  slice_number integer not null,
  start_time timestamptz not null,
  unread_until timestamptz not null,
  constraint scan_slice_pkey primary key (unit_id, slice_number),
  constraint scan_slice_unread_check check (start_time < unread_until)
);
comment on table scan_slice is 'What is still to be read of each open unit: checkpoints, moved in the transaction of the events. A slice that is read to its start is deleted; a unit is complete when it has none.';
comment on column scan_slice.unread_until is 'Exclusive. LookupEvents gives the newest first, so it moves towards start_time.';

create table lookup_coverage (
  account_id bigint not null,
  region text not null,
  covered tstzmultirange not null,
  constraint lookup_coverage_pkey primary key (account_id, region)
);
comment on table lookup_coverage is 'Event times of which LookupEvents has given every management event.';
comment on column lookup_coverage.covered is 'Ends 15 minutes or more before it was read: events may be delivered late.';

alter table coverage alter column listed_at drop not null;
comment on column coverage.listed_at is 'When a scan that brought records of it last listed its log objects; null where none did.';

alter table rejection
  alter column object_id drop not null,
  add column unit_id bigint,
  add constraint rejection_place_check check ((object_id is null) <> (unit_id is null));
comment on column rejection.unit_id is 'The unit whose LookupEvents gave the record; null for log objects.';

grant select on scan_unit, scan_slice, lookup_coverage to trailtally_report, trailtally_aggregator;
grant select, insert, update on lookup_coverage to trailtally_collector;
grant select, insert, update, delete on scan_unit, scan_slice to trailtally_collector;
