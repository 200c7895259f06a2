create table account (
  account_id bigint not null,
  account_name text,
  parent_id text,
  created_at timestamptz not null default now(),
  constraint account_pkey primary key (account_id)
);
create index account_parent_idx on account (parent_id);
comment on table account is 'Accounts that anything was collected of.';
comment on column account.account_name is 'Null where no name was collected.';
comment on column account.parent_id is 'The root or organizational unit that holds it; null where no scan has found it in a tree.';

create table coverage (
  account_id bigint not null,
  region_ref bigint not null,
  read_count bigint not null,
  stored_count bigint not null,
  duplicate_count bigint not null,
  rejected_count bigint not null,
  first_event_time timestamptz,
  last_event_time timestamptz,
  listed_at timestamptz,
  constraint coverage_pkey primary key (account_id, region_ref),
  constraint coverage_sum_check check (read_count = stored_count + duplicate_count + rejected_count)
);
comment on table coverage is 'What was collected of each account and region, over all scans; written with each batch.';
comment on column coverage.listed_at is 'When a scan that brought records of it last listed its log objects; null where none did.';

create table scan (
  scan_id uuid not null,
  request_id uuid,
  request_content uuid,
  source_kind text not null,
  source_location text not null,
  source_region text,
  account_ids bigint[] not null,
  regions text[] not null,
  start_time timestamptz,
  end_time timestamptz,
  lookback interval,
  keep_raw boolean not null,
  lookup jsonb,
  last_accessed jsonb,
  repetition_interval interval,
  repetition_overlap interval,
  series_id uuid,
  next_scan_id uuid,
  earliest_start timestamptz,
  caller_account_id bigint,
  caller_arn text,
  aws_endpoint text,
  state text not null,
  created_at timestamptz not null default now(),
  listed_at timestamptz,
  finished_at timestamptz,
  listed_by uuid,
  listing_lease_until timestamptz,
  listing_done boolean not null default false,
  object_count bigint not null default 0,
  known_count bigint not null default 0,
  ignored_count bigint not null default 0,
  byte_count bigint not null default 0,
  pruned_at timestamptz,
  constraint scan_pkey primary key (scan_id),
  constraint scan_request_id_key unique (request_id),
  constraint scan_source_kind_check check (source_kind in ('folder', 's3', 'lookup', 'last_accessed')),
  constraint scan_lookup_check check ((source_kind = 'lookup') = (lookup is not null)),
  constraint scan_last_accessed_check check ((source_kind = 'last_accessed') = (last_accessed is not null)),
  constraint scan_caller_check check ((caller_arn is null) = (caller_account_id is null)),
  constraint scan_state_check check (state in ('pending', 'running', 'succeeded', 'incomplete', 'cancelled'))
);
create index scan_created_at_idx on scan (created_at desc, scan_id desc);
create index scan_open_idx on scan (created_at) where state in ('pending', 'running');
create index scan_pruned_idx on scan (scan_id) where pruned_at is not null;
comment on table scan is 'Requests to collect one source. Leases use database time.';
comment on column scan.source_location is 'Absolute path, bucket/prefix, or whose accounts LookupEvents is asked for.';
comment on column scan.account_ids is 'Accounts asked for; empty means all.';
comment on column scan.listed_at is 'When the listing that is in use began.';
comment on column scan.listed_by is 'Who lists, until listing_lease_until: one id a listing.';
comment on column scan.object_count is 'Objects listed that were still to be read: of this scan, and awaited.';
comment on column scan.known_count is 'Objects listed that were read already.';
comment on column scan.ignored_count is 'Digest and Config objects listed.';
comment on column scan.request_id is 'Of the caller and the request id that it chose, by a hash: each caller has its own request ids; null where it chose none.';
comment on column scan.request_content is 'Of the whole request, by a hash, so that another request under its id is refused; null where request_id is.';
comment on column scan.byte_count is 'Size of the objects of object_count as stored, in bytes.';
comment on column scan.last_accessed is 'What to ask of IAM, as JSON of the message LastAccessedSource; null for other sources.';
comment on column scan.earliest_start is 'No collector starts it before; null where it starts at once.';
comment on column scan.next_scan_id is 'The scan that repeats this one.';
comment on column scan.series_id is 'The first scan of those that repeat each other; null where it runs once.';
comment on column scan.repetition_overlap is 'How far before its last complete window a unit is asked again.';
comment on column scan.repetition_interval is 'From the start of this scan to the start of the next; null where it runs once.';
comment on column scan.lookup is 'What to ask of LookupEvents, as JSON of the message LookupSource; null for other sources.';
comment on column scan.lookback is 'The window was asked for as the time before the request, which start_time follows from; null where it was not.';
comment on column scan.aws_endpoint is 'What was asked in place of AWS; empty for AWS itself, null where caller_arn is.';
comment on column scan.caller_arn is 'The user or role of these credentials; of an assumed role without the name of the session.';
comment on column scan.pruned_at is 'When it was taken out of all answers, long after its end; its row goes when nothing needs its units, jobs and objects any more. Null while it is shown.';
comment on column scan.caller_account_id is 'The AWS account of the credentials that the scan belongs to; null for folders, and before its listing has begun.';

create table log_object (
  object_id bigint generated always as identity,
  uri text not null,
  version text not null,
  filter text not null,
  scan_id uuid not null,
  account_id bigint,
  object_time timestamptz,
  byte_count bigint not null,
  state text not null default 'pending',
  claimed_by uuid,
  lease_until timestamptz,
  records_done bigint not null default 0,
  failure_code text,
  failure_message text,
  finished_at timestamptz,
  constraint log_object_pkey primary key (object_id),
  constraint log_object_uri_version_filter_key unique (uri, version, filter),
  constraint log_object_state_check check (state in ('pending', 'read', 'unreadable'))
);
create index log_object_pending_idx on log_object (scan_id, account_id, object_time, object_id) where state = 'pending';
create index log_object_trouble_idx on log_object (account_id, state, object_time) where state <> 'read';
create index log_object_scan_idx on log_object (scan_id, state);
create index log_object_left_alone_idx on log_object (scan_id) where failure_code = 'NOT_A_LOG';
comment on table log_object is 'The manifest: every delivered file that was listed, and how far it was read.';
comment on column log_object.uri is 'file:// or s3:// URI.';
comment on column log_object.version is 'ETag, or size and modification time: a re-sent object is read again.';
comment on column log_object.filter is 'What the reading scan left out of the object; empty when nothing.';
comment on column log_object.account_id is 'The account in the key; null where it names none.';
comment on column log_object.object_time is 'The delivery time in the key, else its last modification.';
comment on column log_object.claimed_by is 'Who reads, until lease_until: one id a claim.';
comment on column log_object.failure_code is
  'Why it is unreadable; NOT_A_LOG if it is read and no log by name and first bytes; else null.';
comment on column log_object.records_done is 'Records already committed; a resumed read skips them.';

create table manifest_horizon (
  source_kind text not null,
  source_location text not null,
  kept_from timestamptz not null,
  constraint manifest_horizon_pkey primary key (source_kind, source_location)
);
comment on table manifest_horizon is
  'Sources of which log_object has forgotten objects that were read. A listing that begins before kept_from would read them again.';
comment on column manifest_horizon.source_location is 'As in scan.';
comment on column manifest_horizon.kept_from is
  'Every object that a listing of events from this time on finds, and that was read, is in log_object.';

create table awaited_object (
  scan_id uuid not null,
  object_id bigint not null,
  final boolean not null default false,
  constraint awaited_object_pkey primary key (scan_id, object_id)
);
create index awaited_object_object_id_idx on awaited_object (object_id);
create index awaited_object_open_idx on awaited_object (scan_id, object_id) where not final;
comment on table awaited_object is 'Objects that a scan listed while they belonged to another scan and were not read. The scan ends when they are read, by whichever scan; one that ends unreadable is a failure of this scan, too.';
comment on column awaited_object.final is 'Whether the object is read or unreadable; kept by a trigger, so that claims and the end of a scan look only at the others.';

create function mark_awaited_objects() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  update awaited_object a
  set final = changed.state <> 'pending'
  from changed
  where a.object_id = changed.object_id
  and a.final <> (changed.state <> 'pending');
  return null;
end
$$;
comment on function mark_awaited_objects is 'Keeps awaited_object.final when the state of an object changes.';
create trigger log_object_awaited_trigger
  after update on log_object
  referencing new table as changed
  for each statement execute function mark_awaited_objects();

create sequence batch_id_seq;
create table batch (
  batch_id bigint not null,
  scan_id uuid not null,
  committed_at timestamptz not null default now(),
  read_count bigint not null,
  stored_count bigint not null,
  duplicate_count bigint not null,
  rejected_count bigint not null,
  excluded_count bigint not null,
  ignored_count bigint not null,
  constraint batch_pkey primary key (batch_id),
  constraint batch_sum_check check (read_count = stored_count + duplicate_count + rejected_count)
);
create index batch_scan_id_idx on batch (scan_id);
comment on table batch is 'Events written in one transaction, with the manifest of their objects.';

create table batch_unit (
  account_id bigint not null,
  region_ref bigint not null,
  batch_id bigint not null,
  scan_id uuid not null,
  read_count bigint not null,
  stored_count bigint not null,
  duplicate_count bigint not null,
  rejected_count bigint not null,
  constraint batch_unit_pkey primary key (account_id, region_ref, batch_id),
  constraint batch_unit_sum_check check (read_count = stored_count + duplicate_count + rejected_count)
);
create index batch_unit_scan_id_idx on batch_unit (scan_id);
comment on table batch_unit is 'What a batch read of each account and region; account -1 where a record names none.';

create table ledger (
  account_id bigint not null,
  day date not null,
  batch_id bigint not null,
  event_count bigint not null,
  first_event_time timestamptz not null,
  last_event_time timestamptz not null,
  committed_at timestamptz not null default now(),
  rolled_up_at timestamptz,
  constraint ledger_pkey primary key (account_id, day, batch_id)
);
create index ledger_pending_idx on ledger (account_id, day) where rolled_up_at is null;
create index ledger_committed_at_idx on ledger using brin (committed_at);
comment on table ledger is 'The events that a batch brought to one account and UTC day; what rollups are fed from. Rows that were rolled up long ago are pruned: events without a row are rolled up.';
comment on column ledger.first_event_time is 'Of these events; reports use it and last_event_time until the rollups have the events.';
comment on column ledger.rolled_up_at is 'When the rollups took them in; null while they have not.';

create table pending_count (
  account_id bigint not null,
  day date not null,
  batch_id bigint not null,
  family text collate "C" not null,
  category smallint not null,
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
  spans integer[] not null
) with (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 2000
);
create index pending_count_batch_idx on pending_count (account_id, day, batch_id);
comment on table pending_count is
  'What a batch brought to one account and UTC day, counted by the key of each family of rollups: a roll-up moves these rows to table rollup, whose columns they have. Emptied all the time, so its dead rows are removed soon.';

create table rejection (
  rejection_id bigint generated always as identity,
  scan_id uuid not null,
  batch_id bigint not null,
  object_id bigint,
  unit_id bigint,
  record_number bigint not null,
  byte_offset bigint not null,
  reason text not null,
  detail text not null,
  account_id bigint,
  further_count bigint not null default 0,
  constraint rejection_pkey primary key (rejection_id),
  constraint rejection_place_check check ((object_id is null) <> (unit_id is null))
);
create index rejection_scan_id_idx on rejection (scan_id, rejection_id);
comment on table rejection is 'Records that cannot be an event, and unreadable rests of objects. Never their content.';
comment on column rejection.unit_id is 'The unit whose LookupEvents gave the record; null for log objects.';
comment on column rejection.further_count is 'Further records of the object and reason that are only counted.';

create table scan_failure (
  failure_id bigint generated always as identity,
  scan_id uuid not null,
  code text not null,
  message text not null,
  next_step text not null,
  uri text not null,
  account_id bigint,
  failed_at timestamptz not null default now(),
  constraint scan_failure_pkey primary key (failure_id)
);
create index scan_failure_scan_id_idx on scan_failure (scan_id, failure_id);
comment on table scan_failure is 'What a scan could not list or read.';

create view complete_listing as
select scan_id, series_id, source_kind, source_location, listed_at
from scan s
where source_kind in ('folder', 's3')
and listing_done
and (
  state = 'succeeded'
  or state = 'incomplete'
  and pruned_at is null
  and not exists (
    select
    from scan_failure f
    where f.scan_id = s.scan_id
  )
);
comment on view complete_listing is 'Scans that have listed all of their source.';

create view forgettable_object as
select o.object_id, o.object_time, s.source_kind, s.source_location
from scan s
join log_object o on o.scan_id = s.scan_id and o.state = 'read'
where s.pruned_at is not null
and not exists (
  select
  from awaited_object a
  where a.object_id = o.object_id
);
comment on view forgettable_object is
  'Objects that were read by a scan that is no longer shown, and that no scan awaits: what is old enough of them is pruned.';

create table scan_unit (
  unit_id bigint generated always as identity,
  scan_id uuid not null,
  account_id bigint not null,
  account_name text,
  region text not null,
  turn integer not null,
  start_time timestamptz,
  end_time timestamptz,
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
  time_left interval,
  listed_at timestamptz,
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
create index scan_unit_access_idx on scan_unit (account_id, unit_id desc) where start_time is null;
create index scan_unit_account_idx on scan_unit (account_id, region, end_time);
comment on table scan_unit is 'Accounts and regions of LookupEvents scans, accounts of last-accessed scans. Leases use database time, windows event time.';
comment on column scan_unit.region is 'Empty for an account that could not be read at all; global for last-accessed data of an account, organization for reports of the organization.';
comment on column scan_unit.start_time is 'Null for last-accessed data, as is end_time.';
comment on column scan_unit.turn is 'The place of the region in its account: accounts take turns.';
comment on column scan_unit.end_time is 'Exclusive.';
comment on column scan_unit.whole is 'Whether all management events are asked for, so that the window counts as covered.';
comment on column scan_unit.claimed_by is 'Who reads, until lease_until: one id a claim.';
comment on column scan_unit.first_claimed_at is 'When a collector first read of it; what happened later may be missing in it.';
comment on column scan_unit.worked is 'How long collectors have read it, which its deadline bounds; moved with the lease.';
comment on column scan_unit.time_left is 'LookupEvents: its pages left over the pace of its last ones, when its last page was stored; null while that is not known, and for last-accessed data.';
comment on column scan_unit.listed_at is 'Last-accessed data: when all entities of the account had been listed; null before, and for LookupEvents.';
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
comment on table scan_slice is 'What is still to be read of each open unit: checkpoints, moved in the transaction of the events. A slice that is read to its start is deleted; a unit is complete when it has none. The newest unread unit of an account and region whose scan was pruned has what older ones left unread as well.';
comment on column scan_slice.unread_until is 'Exclusive. LookupEvents gives the newest first, so it moves towards start_time.';

create table lookup_coverage (
  account_id bigint not null,
  region text not null,
  covered tstzmultirange not null,
  every_region boolean not null default false,
  constraint lookup_coverage_pkey primary key (account_id, region)
);
comment on table lookup_coverage is 'Event times of which LookupEvents has given every management event.';
comment on column lookup_coverage.covered is 'Ends 15 minutes or more before it was read: events may be delivered late.';
comment on column lookup_coverage.every_region is 'Whether the newest pruned unit that was complete was of a scan of every region; false if none was pruned.';

create function missing_lookup(of_accounts bigint[])
returns table (unit_id bigint, start_time timestamptz, end_time timestamptz)
language sql stable parallel safe as $$
  with open_unit as (
    select unit_id, scan_id, account_id, region, start_time, end_time
    from scan_unit
    where account_id = any(of_accounts)
    and state <> 'complete'
    and whole
  ), every_region as (
    select covered.account_id, array_agg(covered.region) as regions
    from (
      select distinct account_id
      from open_unit
      where region = ''
    ) denied
    join lookup_coverage covered on covered.account_id = denied.account_id
    cross join lateral (
      select coalesce(bool_or(scan.regions = '{}'), covered.every_region) as all_asked
      from (
        select scan_id
        from scan_unit read
        where read.account_id = covered.account_id
        and read.region = covered.region
        and read.state = 'complete'
        and read.whole
        order by read.end_time desc
        limit 20
      ) newest
      join scan on scan.scan_id = newest.scan_id
    ) newest
    group by covered.account_id
    having bool_or(all_asked)
  ), unit as (
    select
      open_unit.*,
      scan.regions as asked_regions,
      case
        when open_unit.region <> '' then array[open_unit.region]
        when scan.regions <> '{}' then scan.regions
        else coalesce(every_region.regions, '{}')
      end as regions
    from open_unit
    join scan on scan.scan_id = open_unit.scan_id
    left join every_region on every_region.account_id = open_unit.account_id
  ), listing as materialized (
    select scan_id, account_id, asked_regions, min(unit_id) as unit_id, max(start_time) as start_time,
      min(end_time) as end_time
    from unit
    where region <> ''
    group by scan_id, account_id, asked_regions
  ), piece as (
    select unit.unit_id, unit.account_id, unit.region, unit.regions, unit.asked_regions,
      lower(piece) as start_time, upper(piece) as end_time
    from unit
    left join lateral (
      select range_agg(tstzrange(start_time, unread_until)) as slices
      from scan_slice
      where scan_slice.unit_id = unit.unit_id
    ) unread on true
    left join lateral (
      select
        covered + tstzmultirange(tstzrange(
          null,
          least(lower(covered), upper(covered) + interval '15 minutes' - interval '2160 hours')
        )) as passed
      from (
        select case when count(*) = cardinality(unit.regions) then range_intersect_agg(covered) end as covered
        from lookup_coverage
        where lookup_coverage.account_id = unit.account_id
        and lookup_coverage.region = any(unit.regions)
      ) covered_alike
      where not isempty(covered)
    ) known on true
    cross join lateral unnest(
      coalesce(unread.slices, tstzmultirange(tstzrange(unit.start_time, unit.end_time)))
      - coalesce(known.passed, '{}')
    ) piece
  )
  select piece.unit_id, piece.start_time, piece.end_time
  from piece
  where (
    select later.unit_id
    from scan_unit later
    where later.account_id = piece.account_id
    and later.region = any(piece.regions)
    and later.end_time between piece.end_time and piece.start_time + interval '15 minutes'
    and later.start_time <= piece.start_time
    and later.unit_id > piece.unit_id
    and later.state = 'complete'
    and later.whole
    limit 1
  ) is null
  and (
    region <> ''
    or (
      select later.unit_id
      from listing later
      where later.account_id = piece.account_id
      and later.unit_id > piece.unit_id
      and later.start_time <= piece.start_time
      and later.end_time >= piece.end_time
      and later.asked_regions in ('{}', piece.asked_regions)
      limit 1
    ) is null
  )
$$;
comment on function missing_lookup is
  'The missing parts of windows of LookupEvents: asked for as a whole, read neither by their own unit nor by another one. Complete units are only probed: an account that is scanned each hour has thousands of them.';

create table pruning (
  one boolean not null default true,
  worked_at timestamptz not null,
  constraint pruning_pkey primary key (one),
  constraint pruning_one_check check (one)
);
comment on table pruning is 'One row. Each step of a collector that prunes updates it, so that only one of them does, and not too often.';
comment on column pruning.worked_at is 'The last step, by database time.';
insert into pruning (worked_at) values ('-infinity');
