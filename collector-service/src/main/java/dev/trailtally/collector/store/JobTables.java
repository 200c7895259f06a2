package dev.trailtally.collector.store;

import dev.trailtally.collector.claim.AccountClaims;
import dev.trailtally.collector.claim.ClaimedAccount;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.event.BoundedText;
import dev.trailtally.collector.source.SourceException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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
        return database.statement(connection -> {
            try (var statement = connection.prepareStatement("""
                    select j.entity_id, e.arn, e.entity_type, j.granularity, j.job_id, j.made_with,
                      (extract(epoch from now() - j.generated_at) * 1000)::bigint as generated_millis_ago
                    from last_accessed_job j
                    join iam_entity e on e.account_id = j.account_id and e.entity_id = j.entity_id
                    where j.unit_id = ?
                    and j.state in ('pending', 'running')
                    order by j.generated_at nulls last, e.arn
                    """)) {
                statement.setLong(1, unit.unitId());
                try (var rows = statement.executeQuery()) {
                    var jobs = new ArrayList<OpenJob>();
                    while (rows.next()) {
                        jobs.add(new OpenJob(
                                rows.getLong("entity_id"),
                                rows.getString("arn"),
                                IamEntity.Type.of(rows.getString("entity_type")),
                                rows.getString("granularity").equals("action"),
                                rows.getString("job_id"),
                                rows.getString("made_with"),
                                Duration.ofMillis(rows.getLong("generated_millis_ago"))));
                    }
                    return jobs;
                }
            }
        });
    }

    /** AWS was asked to make a job, once more or for the first time. */
    public boolean generated(ClaimedAccount unit, long entityId, String jobId, String madeWith) {
        return database.transaction(connection -> {
            if (!AccountClaims.hold(connection, unit)) {
                return false;
            }
            try (var statement = connection.prepareStatement("""
                    update last_accessed_job
                    set
                      state = 'running',
                      job_id = ?,
                      made_with = ?,
                      generated_at = now(),
                      job_creation_date = null,
                      job_completion_date = null,
                      generate_count = generate_count + 1
                    where account_id = ?
                    and scan_id = ?
                    and entity_id = ?
                    and state in ('pending', 'running')
                    """)) {
                statement.setString(1, BoundedText.text(jobId));
                statement.setString(2, BoundedText.text(madeWith));
                statement.setLong(3, unit.accountId());
                statement.setObject(4, unit.scanId());
                statement.setLong(5, entityId);
                statement.executeUpdate();
            }
            return true;
        });
    }

    /** AWS reported that it works on a job. */
    public boolean running(ClaimedAccount unit, long entityId, JobDates dates) {
        return database.transaction(connection -> {
            if (!AccountClaims.hold(connection, unit)) {
                return false;
            }
            try (var statement = connection.prepareStatement("""
                    update last_accessed_job
                    set job_creation_date = ?
                    where account_id = ?
                    and scan_id = ?
                    and entity_id = ?
                    and state = 'running'
                    """)) {
                time(statement, 1, dates.creation());
                key(statement, 2, unit.accountId(), unit.scanId(), entityId);
                statement.executeUpdate();
            }
            return true;
        });
    }

    /** A job ended without a result; {@code deleted} if that is because its entity no longer exists. */
    public boolean fail(
            ClaimedAccount unit, long entityId, int requests, JobDates dates, SourceException why, boolean deleted) {
        return database.transaction(connection -> {
            if (!AccountClaims.hold(connection, unit)) {
                return false;
            }
            fail(connection, unit, entityId, requests, dates, why, deleted);
            return true;
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
        try (var statement = connection.prepareStatement("""
                update last_accessed_job
                set
                  state = 'failed',
                  request_count = request_count + ?,
                  job_creation_date = coalesce(?, job_creation_date),
                  job_completion_date = ?,
                  failure_code = ?,
                  failure_message = ?,
                  next_step = ?,
                  finished_at = now()
                where account_id = ?
                and scan_id = ?
                and entity_id = ?
                and state in ('pending', 'running')
                """)) {
            statement.setInt(1, requests);
            time(statement, 2, dates.creation());
            time(statement, 3, dates.completion());
            statement.setString(4, BoundedText.text(why.code()));
            statement.setString(5, BoundedText.text(why.explanation()));
            statement.setString(6, BoundedText.text(why.nextStep()));
            key(statement, 7, unit.accountId(), unit.scanId(), entityId);
            statement.executeUpdate();
        }
    }

    private static void delete(Connection connection, ClaimedAccount unit, long entityId) throws SQLException {
        try (var statement = connection.prepareStatement("""
                update iam_entity
                set deleted_at = now()
                where account_id = ?
                and entity_id = ?
                and deleted_at is null
                """)) {
            statement.setLong(1, unit.accountId());
            statement.setLong(2, entityId);
            statement.executeUpdate();
        }
    }

    /** The entities of ARNs that are not there, and their jobs. */
    static void failMissing(Connection connection, ClaimedAccount unit, List<String> arns, SourceException why)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                select entity_id
                from iam_entity
                where account_id = ?
                and arn = any (?)
                order by entity_id
                """)) {
            statement.setLong(1, unit.accountId());
            statement.setArray(2, connection.createArrayOf("text", arns.toArray()));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    fail(connection, unit, rows.getLong("entity_id"), 0, JobDates.NONE, why, true);
                }
            }
        }
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
        try (var statement = connection.prepareStatement("""
                update last_accessed_job
                set
                  state = ?,
                  request_count = request_count + ?,
                  job_creation_date = ?,
                  job_completion_date = ?,
                  service_count = ?,
                  failure_code = ?,
                  failure_message = ?,
                  next_step = ?,
                  finished_at = now()
                where account_id = ?
                and scan_id = ?
                and entity_id = ?
                and state in ('pending', 'running')
                """)) {
            statement.setString(1, missing == null ? "done" : "failed");
            statement.setInt(2, requests);
            time(statement, 3, report.jobCreationDate());
            time(statement, 4, report.jobCompletionDate());
            statement.setInt(5, report.services().size());
            statement.setString(6, missing == null ? null : BoundedText.text(missing.code()));
            statement.setString(7, missing == null ? null : BoundedText.text(missing.explanation()));
            statement.setString(8, missing == null ? null : BoundedText.text(missing.nextStep()));
            key(statement, 9, unit.accountId(), unit.scanId(), entityId);
            statement.executeUpdate();
        }
    }

    private static void time(PreparedStatement statement, int index, @Nullable Instant time) throws SQLException {
        statement.setObject(index, EntityTables.offset(time), Types.TIMESTAMP_WITH_TIMEZONE);
    }

    private static void key(PreparedStatement statement, int index, long accountId, UUID scanId, long entityId)
            throws SQLException {
        statement.setLong(index, accountId);
        statement.setObject(index + 1, scanId);
        statement.setLong(index + 2, entityId);
    }
}
