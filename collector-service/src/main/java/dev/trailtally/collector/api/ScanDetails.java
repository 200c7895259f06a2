package dev.trailtally.collector.api;

import dev.trailtally.collector.scan.ScanProgress;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads what scans found, in pages: each method takes the last row of the previous page, and the accounts that the caller may
 * see ({@link VisibleScan#visible}).
 */
@JdbcRepository(dialect = Dialect.POSTGRES, dataSource = "collector")
interface ScanDetails extends GenericRepository<ScanDetails.RejectionRow, Long> {

    /** By account, then region by code points: what was read of log objects, and the units of other sources. */
    @Query(nativeQuery = true, value = """
                    with unread as (
                      select s.unit_id, sum(extract(epoch from s.unread_until - s.start_time)) as seconds
                      from scan_slice s
                      join scan_unit u on u.unit_id = s.unit_id
                      where u.scan_id = :scanId
                      group by s.unit_id
                    ), found as (
                      select b.account_id,
                        coalesce(r.region, '') as region,
                        cast(sum(b.read_count) as bigint) as read_count,
                        cast(sum(b.stored_count) as bigint) as stored_count,
                        cast(sum(b.duplicate_count) as bigint) as duplicate_count,
                        cast(sum(b.rejected_count) as bigint) as rejected_count
                      from batch_unit b
                      left join region r on r.id = b.region_ref
                      where b.scan_id = :scanId
                      group by 1, 2
                    ), job as (
                      select unit_id,
                        count(*) filter (where state = 'pending') as pending_jobs,
                        count(*) filter (where state = 'running') as running_jobs,
                        count(*) filter (where state = 'done') as done_jobs,
                        count(*) filter (where state = 'failed') as failed_jobs,
                        count(*) filter (where state = 'cancelled') as cancelled_jobs
                      from last_accessed_job
                      where scan_id = :scanId
                      group by unit_id
                    ), asked as (
                      select u.*, job.pending_jobs, job.running_jobs, job.done_jobs, job.failed_jobs, job.cancelled_jobs,
                        cast(1 - coalesce(unread.seconds, 0) / extract(epoch from end_time - start_time)
                          as double precision) as window_share
                      from scan_unit u
                      left join unread on unread.unit_id = u.unit_id
                      left join job on job.unit_id = u.unit_id
                      where u.scan_id = :scanId
                    )
                    select *
                    from (
                      select coalesce(f.account_id, u.account_id) as account_id,
                        coalesce(f.region, u.region) collate "C" as region,
                        coalesce(f.read_count, 0) as read_count,
                        coalesce(f.stored_count, 0) as stored_count,
                        coalesce(f.duplicate_count, 0) as duplicate_count,
                        coalesce(f.rejected_count, 0) as rejected_count,
                        u.state, u.account_name, u.start_time, u.end_time,
                        coalesce(u.request_count, 0) as request_count,
                        coalesce(u.page_count, 0) as page_count,
                        coalesce(u.throttled_count, 0) as throttled_count,
                        coalesce(u.window_share, 0) as window_share,
                        coalesce(u.pending_jobs, 0) as pending_jobs,
                        coalesce(u.running_jobs, 0) as running_jobs,
                        coalesce(u.done_jobs, 0) as done_jobs,
                        coalesce(u.failed_jobs, 0) as failed_jobs,
                        coalesce(u.cancelled_jobs, 0) as cancelled_jobs,
                        u.failure_code, u.failure_message, u.next_step, u.finished_at
                      from found f
                      full join asked u on u.account_id = f.account_id and u.region = f.region) unit
                    where (account_id, region) > (:accountId, :region)
                    and (:visible = '' or account_id < 0 or account_id = any (cast(nullif(:visible, '') as bigint[])))
                    order by account_id, region
                    limit :size
                    """)
    List<UnitRow> unitsAfter(UUID scanId, String visible, long accountId, String region, int size);

    /** Accounts of which a unit is being read, the earliest started first. */
    @Query(nativeQuery = true, value = """
                    select u.account_id,
                      max(u.account_name) as account_name,
                      count(*) as total_units,
                      count(*) filter (where u.state = 'pending') as pending_units,
                      count(*) filter (where u.state = 'running') as running_units,
                      count(*) filter (where u.state = 'complete') as complete_units,
                      count(*) filter (where u.state = 'failed') as failed_units,
                      count(*) filter (where u.state = 'cancelled') as cancelled_units,
                      cast(sum(u.request_count) as bigint) as request_count,
                      cast(sum(u.page_count) as bigint) as page_count,
                      cast(sum(u.throttled_count) as bigint) as throttled_count,
                      cast(sum(u.record_count) as bigint) as record_count,
                      cast(sum(job.pending) as bigint) as pending_jobs,
                      cast(sum(job.running) as bigint) as running_jobs,
                      cast(sum(job.done) as bigint) as done_jobs,
                      cast(sum(job.failed) as bigint) as failed_jobs,
                      cast(sum(job.cancelled) as bigint) as cancelled_jobs,
                      cast(coalesce(
                        1 - sum(coalesce(unread.seconds, 0)) / sum(extract(epoch from u.end_time - u.start_time)),
                        sum(job.done + job.failed + job.cancelled) / nullif(sum(job.total), 0),
                        0) as double precision) as window_share,
                      cast(extract(epoch from now() - min(u.first_claimed_at)) as double precision) as elapsed_seconds,
                      cast(case
                        when count(*) filter (where u.state = 'pending' or u.state = 'running' and u.time_left is null) = 0
                        then extract(epoch from max(u.time_left) filter (where u.state = 'running'))
                      end as double precision) as seconds_left
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
                    where u.scan_id = :scanId
                    and (:visible = '' or u.account_id = any (cast(nullif(:visible, '') as bigint[])))
                    group by u.account_id
                    having count(*) filter (where u.state = 'running') > 0
                    order by min(u.first_claimed_at), u.account_id
                    limit :size
                    """)
    List<AccountRow> busyAccounts(UUID scanId, String visible, int size);

    /** How long a scan of LookupEvents takes: as long as its busiest unit; null while that of one is not known. */
    @Query(nativeQuery = true, value = """
                    select cast(case
                        when bool_and(s.listing_done)
                        and count(*) filter (where u.state = 'pending' or u.state = 'running' and u.time_left is null) = 0
                        then extract(epoch from max(u.time_left) filter (where u.state = 'running'))
                      end as double precision)
                    from scan_unit u
                    join scan s on s.scan_id = u.scan_id
                    where u.scan_id = :scanId
                    """)
    @Nullable
    Double secondsLeft(UUID scanId);

    /** In the order in which they were rejected. */
    @Query(nativeQuery = true, value = """
                    select r.rejection_id,
                      coalesce(o.uri, 'lookup://' || lpad(cast(u.account_id as text), 12, '0') || '/' || u.region) as uri,
                      r.record_number, r.byte_offset, r.reason, r.detail, r.account_id, r.further_count
                    from rejection r
                    left join log_object o on o.object_id = r.object_id
                    left join scan_unit u on u.unit_id = r.unit_id
                    where r.scan_id = :scanId
                    and r.rejection_id > :rejectionId
                    and (
                      :visible = ''
                      or coalesce(u.account_id, r.account_id) = any (cast(nullif(:visible, '') as bigint[]))
                      and coalesce(r.account_id, u.account_id) = any (cast(nullif(:visible, '') as bigint[])))
                    order by r.rejection_id
                    limit :size
                    """)
    List<RejectionRow> rejectionsAfter(UUID scanId, String visible, long rejectionId, int size);

    /** Oldest first. */
    @Query(nativeQuery = true, value = """
                    select code, message, next_step, uri, account_id, region, failed_at
                    from (
                      select code, message, next_step, uri,
                        coalesce(account_id, cast(substring(uri from '^arn[^0-9]*([0-9]{12})') as bigint)) as account_id,
                        '' as region, failed_at
                      from scan_failure
                      where scan_id = :scanId
                      union all
                      select coalesce(failure_code, 'UNREADABLE'), coalesce(failure_message, ''), '', uri, account_id,
                        '', coalesce(finished_at, now())
                      from log_object
                      where scan_id = :scanId
                      and state = 'unreadable'
                      union all
                      select coalesce(o.failure_code, 'UNREADABLE'), coalesce(o.failure_message, ''), '', o.uri,
                        o.account_id, '', coalesce(o.finished_at, now())
                      from awaited_object a
                      join log_object o on o.object_id = a.object_id
                      where a.scan_id = :scanId
                      and o.state = 'unreadable'
                      union all
                      select u.failure_code, u.failure_message, u.next_step,
                        case when s.source_kind = 'lookup' then 'lookup://' else 'iam://' end
                          || lpad(cast(u.account_id as text), 12, '0')
                          || case when u.region in ('', 'global') then '' else '/' || u.region end,
                        u.account_id, u.region, u.finished_at
                      from scan_unit u
                      join scan s on s.scan_id = u.scan_id
                      where u.scan_id = :scanId
                      and u.state = 'failed'
                      union all
                      select j.failure_code, j.failure_message, j.next_step, e.arn, j.account_id, '', j.finished_at
                      from last_accessed_job j
                      join iam_entity e on e.account_id = j.account_id and e.entity_id = j.entity_id
                      where j.scan_id = :scanId
                      and j.state = 'failed') failure
                    where :visible = '' or account_id is null or account_id = any (cast(nullif(:visible, '') as bigint[]))
                    order by failed_at, uri
                    limit :size
                    """)
    List<FailureRow> failures(UUID scanId, String visible, int size);

    /**
     * What a scan found in one account and region.
     *
     * @param accountId -1 if records name none
     * @param state null for log objects, as is every value that is absent
     */
    @Introspected
    record UnitRow(
            long accountId,
            String region,
            long readCount,
            long storedCount,
            long duplicateCount,
            long rejectedCount,
            @Nullable String state,
            @Nullable String accountName,
            @Nullable Instant startTime,
            @Nullable Instant endTime,
            long requestCount,
            long pageCount,
            long throttledCount,
            double windowShare,
            long pendingJobs,
            long runningJobs,
            long doneJobs,
            long failedJobs,
            long cancelledJobs,
            @Nullable String failureCode,
            @Nullable String failureMessage,
            @Nullable String nextStep,
            @Nullable Instant finishedAt) {

        ScanProgress.Jobs jobs() {
            return new ScanProgress.Jobs(pendingJobs, runningJobs, doneJobs, failedJobs, cancelledJobs);
        }
    }

    /**
     * How far a scan is in one account.
     *
     * @param elapsedSeconds since its first unit was first claimed
     * @param secondsLeft of LookupEvents: those of its busiest unit; null while those of one are not known
     */
    @Introspected
    record AccountRow(
            long accountId,
            @Nullable String accountName,
            long totalUnits,
            long pendingUnits,
            long runningUnits,
            long completeUnits,
            long failedUnits,
            long cancelledUnits,
            long requestCount,
            long pageCount,
            long throttledCount,
            long recordCount,
            long pendingJobs,
            long runningJobs,
            long doneJobs,
            long failedJobs,
            long cancelledJobs,
            double windowShare,
            double elapsedSeconds,
            @Nullable Double secondsLeft) {

        ScanProgress.Jobs jobs() {
            return new ScanProgress.Jobs(pendingJobs, runningJobs, doneJobs, failedJobs, cancelledJobs);
        }
    }

    @MappedEntity("rejection")
    record RejectionRow(
            @Id long rejectionId,
            String uri,
            long recordNumber,
            long byteOffset,
            String reason,
            String detail,
            @Nullable Long accountId,
            long furtherCount) {}

    /**
     * Something that could not be listed or read.
     *
     * @param nextStep empty if it follows from the code
     */
    @Introspected
    record FailureRow(
            String code,
            String message,
            String nextStep,
            String uri,
            @Nullable Long accountId,
            String region,
            Instant failedAt) {}
}
