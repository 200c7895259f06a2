package dev.trailtally.collector.scan;

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

/** Reads what scans found, in pages: each method takes the last row of the page before. */
@JdbcRepository(dialect = Dialect.POSTGRES, dataSource = "collector")
interface ScanDetails extends GenericRepository<ScanDetails.RejectionRow, Long> {

    /** By account, then region by code points. */
    @Query(nativeQuery = true, value = """
                    select account_id, region, read_count, stored_count, duplicate_count, rejected_count
                    from (
                      select u.account_id,
                        coalesce(r.region, '') collate "C" as region,
                        cast(sum(u.read_count) as bigint) as read_count,
                        cast(sum(u.stored_count) as bigint) as stored_count,
                        cast(sum(u.duplicate_count) as bigint) as duplicate_count,
                        cast(sum(u.rejected_count) as bigint) as rejected_count
                      from batch_unit u
                      left join region r on r.id = u.region_ref
                      where u.scan_id = :scanId
                      group by 1, 2) unit
                    where (account_id, region) > (:accountId, :region)
                    order by account_id, region
                    limit :size
                    """)
    List<UnitRow> unitsAfter(UUID scanId, long accountId, String region, int size);

    /** In the order in which they were rejected. */
    @Query(nativeQuery = true, value = """
                    select r.rejection_id, o.uri, r.record_number, r.byte_offset, r.reason, r.detail, r.account_id,
                      r.further_count
                    from rejection r
                    join log_object o on o.object_id = r.object_id
                    where r.scan_id = :scanId
                    and r.rejection_id > :rejectionId
                    order by r.rejection_id
                    limit :size
                    """)
    List<RejectionRow> rejectionsAfter(UUID scanId, long rejectionId, int size);

    /** Oldest first. */
    @Query(nativeQuery = true, value = """
                    select code, message, next_step, uri, account_id, failed_at
                    from (
                      select code, message, next_step, uri, account_id, failed_at
                      from scan_failure
                      where scan_id = :scanId
                      union all
                      select coalesce(failure_code, 'UNREADABLE'), coalesce(failure_message, ''), '', uri, account_id,
                        coalesce(finished_at, now())
                      from log_object
                      where scan_id = :scanId
                      and state = 'unreadable') failure
                    order by failed_at, uri
                    limit :size
                    """)
    List<FailureRow> failures(UUID scanId, int size);

    /**
     * What a scan found in one account and region.
     *
     * @param accountId -1 where records name none
     */
    @Introspected
    record UnitRow(
            long accountId, String region, long readCount, long storedCount, long duplicateCount, long rejectedCount) {}

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
     * @param nextStep empty where it follows from the code
     */
    @Introspected
    record FailureRow(
            String code,
            String message,
            String nextStep,
            String uri,
            @Nullable Long accountId,
            Instant failedAt) {}
}
