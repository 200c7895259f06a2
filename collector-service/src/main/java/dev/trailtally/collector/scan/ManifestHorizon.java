package dev.trailtally.collector.scan;

import com.google.rpc.Code;
import dev.trailtally.collector.configuration.CollectorConfiguration;
import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.rpc.RpcErrors;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From when on the manifest knows the objects of a source that were read. What a listing finds before that would be read again
 * in full; its events would still count once.
 */
@Singleton
public final class ManifestHorizon {

    // A prefix of a bucket has the objects of all longer ones.
    private static final String KEPT_FROM = """
            select max(kept_from) as kept_from
            from manifest_horizon
            where source_kind = :source_kind
            and (starts_with(source_location, :source_location) or starts_with(:source_location, source_location))
            """;

    private static final String LISTED = """
            select max(listed_at) - make_interval(secs => :horizon) as listed_from
            from complete_listing
            where series_id = :series_id
            """;

    private final ScanDatabase database;
    private final Duration horizon;

    public ManifestHorizon(ScanDatabase database, CollectorConfiguration configuration) {
        this.database = database;
        this.horizon = configuration.horizon();
    }

    /** Refuses a scan of S3 that begins behind the horizon, unless it asks for that. */
    public void check(ScanRequest request) {
        if (!(request.source() instanceof ScanSource.Bucket) || request.beforeHorizon()) {
            return;
        }
        var keptFrom = keptFrom(request.source());
        var start = request.filter().start();
        if (keptFrom == null || (start != null && !start.isBefore(keptFrom))) {
            return;
        }
        throw RpcErrors.failure(
                Code.FAILED_PRECONDITION,
                "BEFORE_HORIZON",
                "it is no longer known which objects of s3://%s from before %s were read, so this scan may read all of them again. Start it at %s or later, or set allow_before_horizon (--allow-before-horizon)"
                        .formatted(request.source().location(), keptFrom, keptFrom),
                Map.of("horizon", keptFrom.toString(), "field", "allow_before_horizon"));
    }

    /**
     * From when on a listing needs objects at most: a scan that repeats others leaves out what the last complete listing of
     * its series has found. Null if it needs all, as in a folder, where an old file can be new.
     */
    public @Nullable Instant listedFrom(Scan scan) {
        boolean first = scan.seriesId() == null || scan.seriesId().equals(scan.scanId());
        if (first || !(scan.source() instanceof ScanSource.Bucket)) {
            return null;
        }
        var keptFrom = keptFrom(scan.source());
        if (keptFrom == null) {
            return null;
        }
        var listedFrom = instant(Sql.of(LISTED).with("horizon", horizon).with("series_id", scan.seriesId()));
        return listedFrom == null || listedFrom.isBefore(keptFrom) ? listedFrom : keptFrom;
    }

    private @Nullable Instant keptFrom(ScanSource source) {
        return instant(Sql.of(KEPT_FROM).with("source_kind", source.kind()).with("source_location", source.location()));
    }

    private @Nullable Instant instant(Sql.Bound sql) {
        return database.statement(connection -> sql.one(connection, row -> Optional.ofNullable(Sql.instant(row, 1))))
                .orElse(null);
    }
}
