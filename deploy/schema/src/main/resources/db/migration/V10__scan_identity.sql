-- Whose a scan is, which window it was asked for, and the objects that it needs and another scan reads.
alter table scan
  add column caller_account_id bigint,
  add column caller_arn text,
  add column aws_endpoint text,
  add column lookback interval,
  add constraint scan_caller_check check ((caller_arn is null) = (caller_account_id is null));
comment on column scan.caller_account_id is 'The AWS account of the credentials that the scan belongs to; null for folders, and before its listing has begun.';
comment on column scan.caller_arn is 'The user or role of these credentials; of an assumed role without the name of the session.';
comment on column scan.aws_endpoint is 'What was asked in place of AWS; empty for AWS itself, null where caller_arn is.';
comment on column scan.lookback is 'The window was asked for as the time before the request, which start_time follows from; null where it was not.';
comment on column scan.object_count is 'Objects listed that were still to be read: of this scan, and awaited.';
comment on column scan.known_count is 'Objects listed that were read already.';
comment on column scan.byte_count is 'Size of the objects of object_count as stored, in bytes.';

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

grant select on awaited_object to trailtally_report, trailtally_aggregator;
grant select, insert, update, delete on awaited_object to trailtally_collector;
grant delete on scan_failure to trailtally_collector;
