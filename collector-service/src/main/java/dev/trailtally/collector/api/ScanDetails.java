package dev.trailtally.collector.api;

import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.source.NextStep;
import dev.trailtally.collector.v1.AccountProgress;
import dev.trailtally.collector.v1.Failure;
import dev.trailtally.collector.v1.Rejection;
import dev.trailtally.collector.v1.ScanUnit;
import dev.trailtally.server.database.MessageRow;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads what scans found, as messages; lists take the last row of the previous page. */
@Singleton
final class ScanDetails {

    /** By account, then region by code points: what was read of log objects, and the units of other sources. */
    private static final String UNITS = """
            with unread as (
              select s.unit_id, sum(extract(epoch from s.unread_until - s.start_time)) as seconds
              from scan_slice s
              join scan_unit u on u.unit_id = s.unit_id
              where u.scan_id = :scan_id
              group by s.unit_id
            ), found as (
              select b.account_id,
                coalesce(r.region, '') as region,
                sum(b.read_count) as read,
                sum(b.stored_count) as stored,
                sum(b.duplicate_count) as duplicate,
                sum(b.rejected_count) as rejected
              from batch_unit b
              left join region r on r.id = b.region_ref
              where b.scan_id = :scan_id
              group by 1, 2
            ), job as (
              select unit_id,
                count(*) as total,
                count(*) filter (where state = 'pending') as pending,
                count(*) filter (where state = 'running') as running,
                count(*) filter (where state = 'done') as done,
                count(*) filter (where state = 'failed') as failed,
                count(*) filter (where state = 'cancelled') as cancelled
              from last_accessed_job
              where scan_id = :scan_id
              group by unit_id
            ), asked as (
              select u.account_id as unit_account_id, u.region as unit_region, u.state, u.account_name, u.start_time, u.end_time,
                u.request_count as "requests.sent",
                u.page_count as "requests.pages",
                u.throttled_count as "requests.throttled",
                case when u.failure_code is null or u.region <> ''
                  then 1 - coalesce(unread.seconds, 0) / extract(epoch from u.end_time - u.start_time)
                end as window_share,
                case when u.start_time is null then coalesce(job.total, 0) end as "jobs.total",
                case when u.start_time is null then coalesce(job.pending, 0) end as "jobs.pending",
                case when u.start_time is null then coalesce(job.running, 0) end as "jobs.running",
                case when u.start_time is null then coalesce(job.done, 0) end as "jobs.done",
                case when u.start_time is null then coalesce(job.failed, 0) end as "jobs.failed",
                case when u.start_time is null then coalesce(job.cancelled, 0) end as "jobs.cancelled",
                failure.*
              from scan_unit u
              left join unread on unread.unit_id = u.unit_id
              left join job on job.unit_id = u.unit_id
              left join lateral (
                select u.failure_code as "failure.code",
                  u.failure_message as "failure.message",
                  u.next_step as "failure.next_step",
                  case when u.start_time is null then 'iam://' else 'lookup://' end
                    || lpad(cast(u.account_id as text), 12, '0')
                    || case when u.start_time is null or u.region = '' then '' else '/' || u.region end as "failure.object_uri",
                  lpad(cast(u.account_id as text), 12, '0') as "failure.account_id",
                  u.region as "failure.region",
                  u.finished_at as "failure.failure_time"
                where u.failure_code is not null) failure on true
              where u.scan_id = :scan_id
            )
            select case when unit.account_id >= 0 then lpad(cast(unit.account_id as text), 12, '0') end as account_id,
              unit.region,
              coalesce(f.read, 0) as "records.read",
              coalesce(f.stored, 0) as "records.stored",
              coalesce(f.duplicate, 0) as "records.duplicate",
              coalesce(f.rejected, 0) as "records.rejected",
              u.*
            from found f
            full join asked u on u.unit_account_id = f.account_id and u.unit_region = f.region
            cross join lateral (
              select coalesce(f.account_id, u.unit_account_id) as account_id,
                coalesce(f.region, u.unit_region) collate "C" as region) unit
            where (unit.account_id, unit.region) > (:account_id, :region)
            and (:visible::bigint[] is null or unit.account_id < 0 or unit.account_id = any (:visible))
            order by unit.account_id, unit.region
            limit :size
            """;

    /** Accounts of which a unit is being read, the earliest started first. */
    private static final String BUSY_ACCOUNTS = """
            with account as (
              select u.account_id as id,
                max(u.account_name) as account_name,
                count(*) as "units.total",
                count(*) filter (where u.state = 'pending') as "units.pending",
                count(*) filter (where u.state = 'running') as "units.running",
                count(*) filter (where u.state = 'complete') as "units.complete",
                count(*) filter (where u.state = 'failed') as "units.failed",
                count(*) filter (where u.state = 'cancelled') as "units.cancelled",
                sum(u.request_count) as "requests.sent",
                sum(u.page_count) as "requests.pages",
                sum(u.throttled_count) as "requests.throttled",
                sum(u.record_count) as record_count,
                nullif(sum(job.total), 0) as "jobs.total",
                sum(job.pending) as pending_jobs,
                sum(job.running) as running_jobs,
                sum(job.done) as done_jobs,
                sum(job.failed) as failed_jobs,
                sum(job.cancelled) as cancelled_jobs,
                cast(coalesce(
                  1 - sum(coalesce(unread.seconds, 0)) / sum(extract(epoch from u.end_time - u.start_time)),
                  sum(job.done + job.failed + job.cancelled) / nullif(sum(job.total), 0),
                  0) as double precision) as window_share,
                min(u.first_claimed_at) as begun_at,
                case
                  when count(*) filter (where u.state = 'pending' or u.state = 'running' and u.time_left is null) = 0
                  then extract(epoch from max(u.time_left) filter (where u.state = 'running'))
                end as seconds_left
              from scan_unit u
              left join lateral (
                select sum(extract(epoch from s.unread_until - s.start_time)) as seconds
                from scan_slice s
                where s.unit_id = u.unit_id
                and u.state in ('pending', 'running')) unread on true
              cross join lateral (
                select count(*) as total,
                  count(*) filter (where state = 'pending') as pending,
                  count(*) filter (where state = 'running') as running,
                  count(*) filter (where state = 'done') as done,
                  count(*) filter (where state = 'failed') as failed,
                  count(*) filter (where state = 'cancelled') as cancelled
                from last_accessed_job j
                where j.unit_id = u.unit_id) job
              where u.scan_id = :scan_id
              and (:visible::bigint[] is null or u.account_id = any (:visible))
              group by u.account_id
              having count(*) filter (where u.state = 'running') > 0
              order by begun_at, u.account_id
              limit :size
            )
            select account.*,
              lpad(cast(id as text), 12, '0') as account_id,
              job.*,
              case
                when "jobs.total" is null then seconds_left
                else extract(epoch from now() - begun_at) * (1 - window_share) / nullif(window_share, 0)
              end as remaining
            from account
            left join lateral (
              select pending_jobs as "jobs.pending",
                running_jobs as "jobs.running",
                done_jobs as "jobs.done",
                failed_jobs as "jobs.failed",
                cancelled_jobs as "jobs.cancelled"
              where "jobs.total" > 0) job on true
            order by begun_at, id
            """;

    /** How long a scan of LookupEvents takes: as long as its busiest unit; null while that of one is not known. */
    private static final String SECONDS_LEFT = """
            select cast(case
                when bool_and(s.listing_done)
                and count(*) filter (where u.state = 'pending' or u.state = 'running' and u.time_left is null) = 0
                then extract(epoch from max(u.time_left) filter (where u.state = 'running'))
              end as double precision)
            from scan_unit u
            join scan s on s.scan_id = u.scan_id
            where u.scan_id = :scan_id
            """;

    /** In the order in which they were rejected. */
    private static final String REJECTIONS = """
            select r.rejection_id,
              coalesce(o.uri, 'lookup://' || lpad(cast(u.account_id as text), 12, '0') || '/' || u.region) as object_uri,
              r.record_number, r.byte_offset, r.reason, r.detail,
              lpad(cast(r.account_id as text), 12, '0') as account_id, r.further_count
            from rejection r
            left join log_object o on o.object_id = r.object_id
            left join scan_unit u on u.unit_id = r.unit_id
            where r.scan_id = :scan_id
            and r.rejection_id > :rejection_id
            and (
              :visible::bigint[] is null
              or coalesce(u.account_id, r.account_id) = any (:visible)
              and coalesce(r.account_id, u.account_id) = any (:visible))
            order by r.rejection_id
            limit :size
            """;

    /** Oldest first. */
    private static final String FAILURES = """
            select code, message, next_step, uri as object_uri, lpad(cast(account_id as text), 12, '0') as account_id, region,
              failed_at as failure_time
            from (
              select code, message, next_step, uri,
                coalesce(account_id, cast(substring(uri from '^arn[^0-9]*([0-9]{12})') as bigint)) as account_id,
                '' as region, failed_at
              from scan_failure
              where scan_id = :scan_id
              union all
              select coalesce(failure_code, 'UNREADABLE'), coalesce(failure_message, ''), '', uri, account_id,
                '', coalesce(finished_at, now())
              from log_object
              where scan_id = :scan_id
              and state = 'unreadable'
              union all
              select coalesce(o.failure_code, 'UNREADABLE'), coalesce(o.failure_message, ''), '', o.uri,
                o.account_id, '', coalesce(o.finished_at, now())
              from awaited_object a
              join log_object o on o.object_id = a.object_id
              where a.scan_id = :scan_id
              and o.state = 'unreadable'
              union all
              select u.failure_code, u.failure_message, u.next_step,
                case when s.source_kind = 'lookup' then 'lookup://' else 'iam://' end
                  || lpad(cast(u.account_id as text), 12, '0')
                  || case when u.region in ('', 'global') then '' else '/' || u.region end,
                u.account_id, u.region, u.finished_at
              from scan_unit u
              join scan s on s.scan_id = u.scan_id
              where u.scan_id = :scan_id
              and u.state = 'failed'
              union all
              select j.failure_code, j.failure_message, j.next_step, e.arn, j.account_id, '', j.finished_at
              from last_accessed_job j
              join iam_entity e on e.account_id = j.account_id and e.entity_id = j.entity_id
              where j.scan_id = :scan_id
              and j.state = 'failed') failure
            where :visible::bigint[] is null or account_id is null or account_id = any (:visible)
            order by failure_time, object_uri
            limit :size
            """;

    private final ScanDatabase database;

    ScanDetails(ScanDatabase database) {
        this.database = database;
    }

    List<ScanUnit> unitsAfter(VisibleScan scan, long accountId, String region, int size) {
        return database.statement(connection -> Sql.of(UNITS)
                .with(scan.binds())
                .with("account_id", accountId)
                .with("region", region)
                .with("size", size)
                .list(connection, MessageRow.of(ScanUnit.getDefaultInstance())));
    }

    List<AccountProgress> busyAccounts(VisibleScan scan, int size) {
        return database.statement(connection -> Sql.of(BUSY_ACCOUNTS)
                .with(scan.binds())
                .with("size", size)
                .list(connection, MessageRow.of(AccountProgress.getDefaultInstance())));
    }

    Optional<Double> secondsLeft(UUID scanId) {
        return database.statement(connection -> Optional.ofNullable(
                Sql.of(SECONDS_LEFT).with("scan_id", scanId).first(connection, row -> row.getObject(1, Double.class))));
    }

    /** With the ids of the rejections. */
    List<Map.Entry<Long, Rejection>> rejectionsAfter(VisibleScan scan, long rejectionId, int size) {
        var message = MessageRow.of(Rejection.getDefaultInstance());
        return database.statement(connection -> Sql.of(REJECTIONS)
                .with(scan.binds())
                .with("rejection_id", rejectionId)
                .with("size", size)
                .list(connection, row -> Map.entry(row.getLong("rejection_id"), message.read(row))));
    }

    List<Failure> failures(VisibleScan scan, int size) {
        List<Failure> failures = database.statement(connection -> Sql.of(FAILURES)
                .with(scan.binds())
                .with("size", size)
                .list(connection, MessageRow.of(Failure.getDefaultInstance())));
        return failures.stream().map(ScanDetails::withNextStep).toList();
    }

    private static Failure withNextStep(Failure failure) {
        return failure.getNextStep().isEmpty()
                ? failure.toBuilder()
                        .setNextStep(
                                NextStep.afterOpening(failure.getCode(), failure.getMessage(), failure.getObjectUri()))
                        .build()
                : failure;
    }
}
