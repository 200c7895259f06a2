package dev.trailtally.collector.claim;

import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.database.ShortText;
import dev.trailtally.collector.scan.ScanSource;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Assigns accounts of last-accessed scans to readers, as {@link UnitClaims} does with units of LookupEvents. */
@Singleton
public final class AccountClaims {

    private final ScanDatabase database;
    private final UnitLeases leases;

    public AccountClaims(ScanDatabase database, UnitLeases leases) {
        this.database = database;
        this.leases = leases;
    }

    /** Claims open accounts that nobody works on; {@code own} as in {@link UnitClaims#claim}. */
    public List<ClaimedAccount> claim(int max, Set<UUID> own) {
        var scans = leases.scans();
        return database.transaction(connection -> {
            var claimed = leases.claim(connection, "last_accessed", scans, max, own);
            var sources = sources(
                    connection,
                    claimed.stream().map(UnitLeases.Claimed::scanId).distinct().toList());
            return claimed.stream()
                    .map(unit -> new ClaimedAccount(
                            unit.unitId(),
                            unit.holder(),
                            unit.scanId(),
                            unit.accountId(),
                            unit.region().equals(ScanSource.LastAccessed.ORGANIZATION),
                            requireNonNull(sources.get(unit.scanId()), "a scan is never deleted"),
                            unit.worked(),
                            unit.listed()))
                    .toList();
        });
    }

    private static Map<UUID, LastAccessedSource> sources(Connection connection, List<UUID> scanIds)
            throws SQLException {
        return Sql.of("""
                select scan_id, last_accessed
                from scan
                where scan_id = any (:scan_ids)
                """)
                .with("scan_ids", Sql.array("uuid", scanIds))
                .map(
                        connection,
                        row -> row.getObject("scan_id", UUID.class),
                        row -> ScanSource.lastAccessed(row.getString("last_accessed")).toBuilder()
                                .clearOrganization()
                                .build());
    }

    /** Writes in a transaction if the account is still held; it is then held until the end of the transaction. */
    public static boolean whileHeld(ScanDatabase database, ClaimedAccount unit, Write write) {
        return database.transaction(connection -> {
            boolean held = UnitLeases.hold(connection, unit.unitId(), unit.holder());
            if (held) {
                write.run(connection);
            }
            return held;
        });
    }

    /**
     * Ends an account and with it the jobs that are still open.
     *
     * @param openJobs why jobs that are open end; null if there are none
     * @param unlisted why not all of the account was listed; null if all was
     */
    public void end(ClaimedAccount unit, @Nullable SourceException openJobs, @Nullable SourceException unlisted) {
        whileHeld(database, unit, connection -> {
            if (openJobs != null) {
                failJobs(connection, unit.unitId(), openJobs);
            }
            if (unlisted != null) {
                UnitLeases.fail(connection, unit.holder(), unlisted);
            } else {
                UnitLeases.complete(connection, unit.holder());
            }
        });
    }

    private static void failJobs(Connection connection, long unitId, SourceException failure) throws SQLException {
        Sql.of("""
                update last_accessed_job
                set state = 'failed', finished_at = now(), failure_code = :code, failure_message = :message,
                  next_step = :next_step
                where unit_id = :unit_id
                and state in ('pending', 'running')
                """).with(ShortText.binds(failure)).with("unit_id", unitId).update(connection);
    }

    /** What is written while an account is held. */
    @FunctionalInterface
    public interface Write {
        void run(Connection connection) throws SQLException;
    }
}
