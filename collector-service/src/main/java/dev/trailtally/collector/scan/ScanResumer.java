package dev.trailtally.collector.scan;

import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reopens scans: what failed for a cause that can change ({@link PermanentFailures}) is requested again, and the source
 * is listed again if its listing decides what is still to be done. What was complete stays so.
 */
@Singleton
public final class ScanResumer {

    private final ScanDatabase database;

    public ScanResumer(ScanDatabase database) {
        this.database = database;
    }

    /** Opens a scan that is open or ended incomplete, and that nothing repeats yet; any other stays as it is. */
    public void resume(UUID scanId) {
        database.transaction(connection -> {
            var kind = lock(connection, scanId);
            if (kind != null) {
                switch (kind) {
                    case "folder", "s3" -> reopenObjects(connection, scanId);
                    default -> reopenUnits(connection, scanId);
                }
            }
            return true;
        });
    }

    private static @Nullable String lock(Connection connection, UUID scanId) throws SQLException {
        return Sql.of("""
                select source_kind
                from scan
                where scan_id = :scan_id
                and state in ('pending', 'running', 'incomplete')
                and next_scan_id is null
                and pruned_at is null
                for update
                """).with("scan_id", scanId).first(connection, row -> row.getString("source_kind"));
    }

    /** Listing again finds new files, and what the scan expected from others in vain. */
    private static void reopenObjects(Connection connection, UUID scanId) throws SQLException {
        update(connection, scanId, """
                update log_object
                set state = 'pending', failure_code = null, failure_message = null, finished_at = null,
                  claimed_by = null, lease_until = null
                where scan_id = :scan_id
                and state = 'unreadable'
                and failure_code <> all (:permanent)
                """);
        execute(connection, scanId, """
                delete from awaited_object a
                using log_object o
                where a.scan_id = :scan_id
                and o.object_id = a.object_id
                and o.state = 'unreadable'
                """);
        execute(connection, scanId, "delete from scan_failure where scan_id = :scan_id");
        open(connection, scanId, true);
    }

    private static void reopenUnits(Connection connection, UUID scanId) throws SQLException {
        int jobs = update(connection, scanId, """
                update last_accessed_job
                set state = 'pending', job_id = null, made_with = null, generated_at = null, finished_at = null,
                  failure_code = null, failure_message = null, next_step = null
                where scan_id = :scan_id
                and state = 'failed'
                and failure_code <> all (:permanent)
                """);
        int units = update(connection, scanId, """
                update scan_unit u
                set state = 'pending', worked = '0', finished_at = null, failure_code = null, failure_message = null,
                  next_step = null, claimed_by = null, lease_until = null
                where scan_id = :scan_id
                and region <> ''
                and (
                  (state = 'failed' and failure_code <> all (:permanent))
                  or (state in ('complete', 'failed') and exists (
                    select from last_accessed_job j where j.unit_id = u.unit_id and j.state = 'pending')))
                """);
        int accounts = update(connection, scanId, """
                delete from scan_unit
                where scan_id = :scan_id
                and region = ''
                and state = 'failed'
                and failure_code <> all (:permanent)
                """);
        int listings = execute(connection, scanId, "delete from scan_failure where scan_id = :scan_id");
        if (jobs + units + accounts + listings > 0) {
            open(connection, scanId, accounts + listings > 0);
        }
    }

    /** A listing that is under way stops: what it could not list before would be missing in it. */
    private static void open(Connection connection, UUID scanId, boolean listAgain) throws SQLException {
        Sql.of("""
                update scan
                set state = case state when 'incomplete' then 'running' else state end,
                  finished_at = null,
                  listing_done = listing_done and not again.listing,
                  listed_by = case when not again.listing then listed_by end,
                  listing_lease_until = case when not again.listing then listing_lease_until end
                from (select cast(:list_again as boolean) as listing) again
                where scan_id = :scan_id
                """).with("list_again", listAgain).with("scan_id", scanId).update(connection);
    }

    private static int execute(Connection connection, UUID scanId, String sql) throws SQLException {
        return Sql.of(sql).with("scan_id", scanId).update(connection);
    }

    /** With the codes of permanent failures. */
    private static int update(Connection connection, UUID scanId, String sql) throws SQLException {
        return Sql.of(sql)
                .with("scan_id", scanId)
                .with("permanent", PermanentFailures.CODES)
                .update(connection);
    }
}
