package dev.trailtally.collector.store;

import dev.trailtally.collector.claim.AccountClaims;
import dev.trailtally.collector.claim.ClaimedAccount;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.event.BoundedText;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far the jobs of a unit are. Every method that writes returns whether the unit is still held; if it is not, nothing
 * was written.
 */
@Singleton
public final class JobTables {

    private final ScanDatabase database;

    public JobTables(ScanDatabase database) {
        this.database = database;
    }

    /** The jobs that have not ended, those that AWS made first. */
    public List<OpenJob> open(ClaimedAccount unit) {
        return database.statement(connection -> Sql.of("""
                    select j.entity_id, e.arn, e.entity_type, j.granularity, j.job_id, j.made_with,
                      (extract(epoch from now() - j.generated_at) * 1000)::bigint as generated_millis_ago
                    from last_accessed_job j
                    join iam_entity e on e.account_id = j.account_id and e.entity_id = j.entity_id
                    where j.unit_id = :unit_id
                    and j.state in ('pending', 'running')
                    order by j.generated_at nulls last, e.arn
                    """)
                .with("unit_id", unit.unitId())
                .list(
                        connection,
                        row -> new OpenJob(
                                row.getLong("entity_id"),
                                row.getString("arn"),
                                IamEntity.Type.of(row.getString("entity_type")),
                                row.getString("granularity").equals("action"),
                                row.getString("job_id"),
                                row.getString("made_with"),
                                Duration.ofMillis(row.getLong("generated_millis_ago")))));
    }

    /** AWS was asked to make a job, once more or for the first time. */
    public boolean generated(ClaimedAccount unit, long entityId, String jobId, String madeWith) {
        return AccountClaims.whileHeld(database, unit, connection -> {
            Sql.of("""
                    update last_accessed_job
                    set
                      state = 'running',
                      job_id = :job_id,
                      made_with = :made_with,
                      generated_at = now(),
                      job_creation_date = null,
                      job_completion_date = null,
                      generate_count = generate_count + 1
                    where account_id = :account_id
                    and scan_id = :scan_id
                    and entity_id = :entity_id
                    and state in ('pending', 'running')
                    """)
                    .with("job_id", BoundedText.text(jobId))
                    .with("made_with", BoundedText.text(madeWith))
                    .with(key(unit, entityId))
                    .update(connection);
        });
    }

    /** AWS reported that it works on a job. */
    public boolean running(ClaimedAccount unit, long entityId, JobDates dates) {
        return AccountClaims.whileHeld(database, unit, connection -> {
            Sql.of("""
                    update last_accessed_job
                    set job_creation_date = :creation
                    where account_id = :account_id
                    and scan_id = :scan_id
                    and entity_id = :entity_id
                    and state = 'running'
                    """)
                    .with("creation", dates.creation())
                    .with(key(unit, entityId))
                    .update(connection);
        });
    }

    /** A job ended without a result; {@code deleted} if that is because its entity no longer exists. */
    public boolean fail(
            ClaimedAccount unit, long entityId, int requests, JobDates dates, SourceException why, boolean deleted) {
        return AccountClaims.whileHeld(database, unit, connection -> {
            fail(connection, unit, entityId, requests, dates, why, deleted);
        });
    }

    static void fail(
            Connection connection,
            ClaimedAccount unit,
            long entityId,
            int requests,
            JobDates dates,
            SourceException why,
            boolean deleted)
            throws SQLException {
        if (deleted) {
            delete(connection, unit, entityId);
        }
        finish(connection, unit, entityId, requests, dates, null, why);
    }

    private static void delete(Connection connection, ClaimedAccount unit, long entityId) throws SQLException {
        Sql.of("""
                update iam_entity
                set deleted_at = now()
                where account_id = :account_id
                and entity_id = :entity_id
                and deleted_at is null
                """)
                .with("account_id", unit.accountId())
                .with("entity_id", entityId)
                .update(connection);
    }

    /** The entities of ARNs that are not there, and their jobs. */
    static void failMissing(Connection connection, ClaimedAccount unit, List<String> arns, SourceException why)
            throws SQLException {
        Sql.of("""
                select entity_id
                from iam_entity
                where account_id = :account_id
                and arn = any (:arns)
                order by entity_id
                """)
                .with("account_id", unit.accountId())
                .with("arns", Sql.array("text", arns))
                .each(connection, rows -> {
                    fail(connection, unit, rows.getLong("entity_id"), 0, JobDates.NONE, why, true);
                });
    }

    /**
     * The result of a job is stored.
     *
     * @param missing why a requested part of it is not stored, so that the job has failed; null if all of it is
     */
    static void end(
            Connection connection,
            ClaimedAccount unit,
            long entityId,
            int requests,
            LastAccessedReport report,
            @Nullable SourceException missing)
            throws SQLException {
        var dates = new JobDates(report.jobCreationDate(), report.jobCompletionDate());
        finish(connection, unit, entityId, requests, dates, report.services().size(), missing);
    }

    /** @param services how many are stored; null if there is no result */
    private static void finish(
            Connection connection,
            ClaimedAccount unit,
            long entityId,
            int requests,
            JobDates dates,
            @Nullable Integer services,
            @Nullable SourceException failure)
            throws SQLException {
        Sql.of("""
                update last_accessed_job
                set
                  state = :state,
                  request_count = request_count + :requests,
                  job_creation_date = coalesce(:creation, job_creation_date),
                  job_completion_date = :completion,
                  service_count = coalesce(:services, service_count),
                  failure_code = :code,
                  failure_message = :message,
                  next_step = :next_step,
                  finished_at = now()
                where account_id = :account_id
                and scan_id = :scan_id
                and entity_id = :entity_id
                and state in ('pending', 'running')
                """)
                .with("state", failure == null ? "done" : "failed")
                .with("requests", requests)
                .with("creation", dates.creation())
                .with("completion", dates.completion())
                .with("services", services)
                .with("code", failure == null ? null : BoundedText.text(failure.code()))
                .with("message", failure == null ? null : BoundedText.text(failure.explanation()))
                .with("next_step", failure == null ? null : BoundedText.text(failure.nextStep()))
                .with(key(unit, entityId))
                .update(connection);
    }

    private static Map<String, ?> key(ClaimedAccount unit, long entityId) {
        return Map.of("account_id", unit.accountId(), "scan_id", unit.scanId(), "entity_id", entityId);
    }
}
