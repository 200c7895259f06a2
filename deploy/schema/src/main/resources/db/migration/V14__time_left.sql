-- How long each unit of LookupEvents still takes, as its reader sees it.
alter table scan_unit add column time_left interval;
comment on column scan_unit.time_left is 'LookupEvents: its pages left over the pace of its last ones, when its last page was stored; null while that is not known, and for last-accessed data.';
