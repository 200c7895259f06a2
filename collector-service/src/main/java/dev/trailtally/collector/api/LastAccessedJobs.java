package dev.trailtally.collector.api;

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

/** Reads the last-accessed jobs of scans, in pages. */
@JdbcRepository(dialect = Dialect.POSTGRES, dataSource = "collector")
interface LastAccessedJobs extends GenericRepository<LastAccessedJobs.Row, Long> {

    /**
     * By account, then ARN by code points; those behind the last row of the page before.
     *
     * @param visible the accounts that the caller may see ({@link VisibleScan#visible})
     * @param onlyAccountId -1 for all
     * @param onlyState empty for all
     */
    @Query(nativeQuery = true, value = """
                    select j.entity_id, j.account_id, e.arn, e.entity_type, j.granularity, j.state, j.job_id,
                      j.generate_count, j.request_count, j.job_creation_date, j.job_completion_date, j.service_count,
                      j.failure_code, j.failure_message, j.next_step, j.finished_at
                    from last_accessed_job j
                    join iam_entity e on e.account_id = j.account_id and e.entity_id = j.entity_id
                    where j.scan_id = :scanId
                    and (:visible = '' or j.account_id = any (cast(nullif(:visible, '') as bigint[])))
                    and (:onlyAccountId < 0 or j.account_id = :onlyAccountId)
                    and (:onlyState = '' or j.state = :onlyState)
                    and (j.account_id, e.arn collate "C") > (:accountId, :arn)
                    order by j.account_id, e.arn collate "C"
                    limit :size
                    """)
    List<Row> after(
            UUID scanId, String visible, long onlyAccountId, String onlyState, long accountId, String arn, int size);

    /** One job; null is what is not there yet. */
    @MappedEntity("last_accessed_job")
    record Row(
            @Id long entityId,
            long accountId,
            String arn,
            String entityType,
            String granularity,
            String state,
            @Nullable String jobId,
            int generateCount,
            int requestCount,
            @Nullable Instant jobCreationDate,
            @Nullable Instant jobCompletionDate,
            int serviceCount,
            @Nullable String failureCode,
            @Nullable String failureMessage,
            @Nullable String nextStep,
            @Nullable Instant finishedAt) {}
}
