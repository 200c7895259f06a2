package dev.trailtally.collector.scan;

import dev.trailtally.collector.configuration.CollectorConfiguration;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which open scans this collector works on: those of its own identity, and those of the folders that it may read. The
 * collector of a command works only on scans that were created or resumed through it, and on those that repeat them.
 */
@Singleton
public final class ScanScope {

    private final ScanDatabase database;
    private final OwnIdentity identity;
    private final LogSources sources;
    private final boolean ownScansOnly;
    private final Set<UUID> admitted = ConcurrentHashMap.newKeySet();

    public ScanScope(
            ScanDatabase database, OwnIdentity identity, LogSources sources, CollectorConfiguration configuration) {
        this.database = database;
        this.identity = identity;
        this.sources = sources;
        this.ownScansOnly = configuration.ownScansOnly();
    }

    /** Has this collector work on a scan and on those that repeat it; a command's may then read the scan's folder. */
    public void admit(Scan scan) {
        admitted.add(scan.scanId());
        if (scan.seriesId() != null) {
            admitted.add(scan.seriesId());
        }
        if (ownScansOnly && scan.source() instanceof ScanSource.Folder folder) {
            sources.allow(folder.path());
        }
    }

    /** The open scans that it works on. Asks AWS whose its credentials are, so not within a transaction. */
    public UUID[] scans() {
        var open = open();
        open.stream().filter(this::isAdmitted).forEach(scan -> identity.find(scan.source()));
        return open.stream()
                .filter(scan -> waitingReason(scan) == null)
                .map(Scan::scanId)
                .toArray(UUID[]::new);
    }

    /** The owner of a scan that this collector lists; null for folders, and if it is not known. */
    @Nullable
    public ScanOwner owner(Scan scan) {
        return identity.known(scan.source());
    }

    private List<Scan> open() {
        return database.statement(connection -> Sql.of("""
                select *
                from scan
                where state in ('pending', 'running')
                """).list(connection, Scan::of));
    }

    /** Why this collector does not work on a scan; null if it does, or the scan has ended. */
    @Nullable
    public String waitingReason(Scan scan) {
        if (scan.state().ended()) {
            return null;
        }
        var stranger = stranger(scan);
        if (stranger != null) {
            return stranger;
        }
        if (!isAdmitted(scan)) {
            return "it was started by another command; this one works on its own scan alone";
        }
        return scan.source() instanceof ScanSource.Folder folder ? outside(folder) : null;
    }

    /**
     * The owner of a scan if that is another identity than this collector's; null if it is its own, or there is none.
     */
    @Nullable
    private String stranger(Scan scan) {
        var owner = scan.owner();
        var own = identity.known(scan.source());
        if (owner == null || owner.equals(own)) {
            return null;
        }
        return "it belongs to " + owner.words()
                + (own == null
                        ? "; whose credentials this collector has is not known"
                        : "; this collector has the credentials of " + own.words());
    }

    private boolean isAdmitted(Scan scan) {
        return !ownScansOnly
                || admitted.contains(scan.scanId())
                || (scan.seriesId() != null && admitted.contains(scan.seriesId()));
    }

    private @Nullable String outside(ScanSource.Folder folder) {
        try {
            sources.admit(folder.path());
            return null;
        } catch (SourceException e) {
            return e.explanation();
        }
    }
}
