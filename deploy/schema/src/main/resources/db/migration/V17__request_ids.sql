set local lock_timeout = '5s';
-- What was asked under a request id, so that another request under it is refused.
alter table scan add column request_content uuid;
comment on column scan.request_id is 'Of the caller and the request id that it chose, by a hash: each caller has its own request ids; null where it chose none.';
comment on column scan.request_content is 'Of the whole request, by a hash; null where request_id is.';
