package dev.trailtally.collector.store;

import dev.trailtally.collector.event.BoundedText;
import dev.trailtally.collector.scan.AccountClaims;
import dev.trailtally.collector.scan.ClaimedAccount;
import dev.trailtally.collector.scan.ScanDatabase;
import dev.trailtally.collector.source.SourceException;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * How far the jobs of a unit are. Every method that writes returns whether the unit is still held; where it is not, nothing
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
                    select j.entity_id, e.arn, e.entity_type, j.granularity, j.job_id, j.made_with
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
                                rows.getString("made_with")));
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

    /** A job ended without a result; {@code deleted} where that is because its entity is there no more. */
    public boolean fail(ClaimedAccount unit, long entityId, int requests, SourceException why, boolean deleted) {
        return database.transaction(connection -> {
            if (!AccountClaims.hold(connection, unit)) {
                return false;
            }
            fail(connection, unit, entityId, requests, why, deleted);
            return true;
        });
    }

    static void fail(
            Connection connection,
            ClaimedAccount unit,
            long entityId,
            int requests,
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
            statement.setString(2, BoundedText.text(why.code()));
            statement.setString(3, BoundedText.text(why.explanation()));
            statement.setString(4, BoundedText.text(why.nextStep()));
            key(statement, 5, unit.accountId(), unit.scanId(), entityId);
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
                    fail(connection, unit, rows.getLong("entity_id"), 0, why, true);
                }
            }
        }
    }

    /** The result of a job is stored. */
    static void done(Connection connection, ClaimedAccount unit, long entityId, int requests, LastAccessedReport report)
            throws SQLException {
        try (var statement = connection.prepareStatement("""
                update last_accessed_job
                set
                  state = 'done',
                  request_count = request_count + ?,
                  job_creation_date = ?,
                  job_completion_date = ?,
                  service_count = ?,
                  finished_at = now()
                where account_id = ?
                and scan_id = ?
                and entity_id = ?
                and state in ('pending', 'running')
                """)) {
            statement.setInt(1, requests);
            statement.setObject(2, EntityTables.offset(report.jobCreationDate()), Types.TIMESTAMP_WITH_TIMEZONE);
            statement.setObject(3, EntityTables.offset(report.jobCompletionDate()));
            statement.setInt(4, report.services().size());
            key(statement, 5, unit.accountId(), unit.scanId(), entityId);
            statement.executeUpdate();
        }
    }

    private static void key(PreparedStatement statement, int index, long accountId, UUID scanId, long entityId)
            throws SQLException {
        statement.setLong(index, accountId);
        statement.setObject(index + 1, scanId);
        statement.setLong(index + 2, entityId);
    }
}
