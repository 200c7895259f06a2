create table account (
  account_id bigint not null,
  account_name text,
  created_at timestamptz not null default now(),
  constraint account_pkey primary key (account_id)
);
comment on table account is 'Accounts that anything was collected of.';
comment on column account.account_name is 'Null where no name was collected.';

create table coverage (
  account_id bigint not null,
  region_ref integer not null,
  read_count bigint not null,
  stored_count bigint not null,
  duplicate_count bigint not null,
  rejected_count bigint not null,
  first_event_time timestamptz,
  last_event_time timestamptz,
  listed_at timestamptz not null,
  constraint coverage_pkey primary key (account_id, region_ref),
  constraint coverage_sum_check check (read_count = stored_count + duplicate_count + rejected_count)
);
comment on table coverage is 'What was collected of each account and region, over all scans; written with each batch.';
comment on column coverage.listed_at is 'When a scan that brought records of it last listed its source.';

create table scan (
  scan_id uuid not null,
  request_id uuid,
  source_kind text not null,
  source_location text not null,
  source_region text,
  account_ids bigint[] not null,
  regions text[] not null,
  start_time timestamptz,
  end_time timestamptz,
  keep_raw boolean not null,
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
  constraint scan_pkey primary key (scan_id),
  constraint scan_request_id_key unique (request_id),
  constraint scan_source_kind_check check (source_kind in ('folder', 's3')),
  constraint scan_state_check check (state in ('pending', 'running', 'succeeded', 'incomplete', 'cancelled'))
);
create index scan_created_at_idx on scan (created_at desc, scan_id desc);
create index scan_open_idx on scan (created_at) where state in ('pending', 'running');
comment on table scan is 'Requests to collect one source. Leases use database time.';
comment on column scan.source_location is 'Absolute path, or bucket/prefix.';
comment on column scan.account_ids is 'Accounts asked for; empty means all.';
comment on column scan.listed_at is 'When the listing that is in use began.';
comment on column scan.listed_by is 'Who lists, until listing_lease_until: one id a listing.';
comment on column scan.object_count is 'Objects listed that this scan reads.';
comment on column scan.known_count is 'Objects listed that were read, or are being read, for an earlier scan.';
comment on column scan.ignored_count is 'Digest, Insight and Config objects listed.';
comment on column scan.byte_count is 'Size of the objects of object_count as stored, in bytes.';

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
create index log_object_pending_idx on log_object (scan_id, object_id) where state = 'pending';
create index log_object_trouble_idx on log_object (account_id, state, object_time) where state <> 'read';
create index log_object_scan_idx on log_object (scan_id, state);
comment on table log_object is 'The manifest: every delivered file that was listed, and how far it was read.';
comment on column log_object.uri is 'file:// or s3:// URI.';
comment on column log_object.version is 'ETag, or size and modification time: a re-sent object is read again.';
comment on column log_object.filter is 'What the reading scan left out of the object; empty when nothing.';
comment on column log_object.account_id is 'The account in the key; null where it names none.';
comment on column log_object.object_time is 'The delivery time in the key, else its last modification.';
comment on column log_object.claimed_by is 'Who reads, until lease_until: one id a claim.';
comment on column log_object.records_done is 'Records already committed; a resumed read skips them.';

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
  region_ref integer not null,
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
comment on table ledger is 'The events that a batch brought to one account and UTC day; what rollups are fed from.';
comment on column ledger.first_event_time is 'Of these events; with last_event_time it bounds the search for them.';
comment on column ledger.rolled_up_at is 'When the rollups took them in; null while they have not.';

create table rejection (
  rejection_id bigint generated always as identity,
  scan_id uuid not null,
  batch_id bigint not null,
  object_id bigint not null,
  record_number bigint not null,
  byte_offset bigint not null,
  reason text not null,
  detail text not null,
  account_id bigint,
  further_count bigint not null default 0,
  constraint rejection_pkey primary key (rejection_id)
);
create index rejection_scan_id_idx on rejection (scan_id, rejection_id);
comment on table rejection is 'Records that cannot be an event, and unreadable rests of objects. Never their content.';
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
