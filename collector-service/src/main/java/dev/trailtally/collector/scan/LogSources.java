package dev.trailtally.collector.scan;

import dev.trailtally.collector.configuration.CollectorConfiguration;
import dev.trailtally.collector.source.FolderLogSource;
import dev.trailtally.collector.source.LocalRoots;
import dev.trailtally.collector.source.LogSource;
import dev.trailtally.collector.source.S3Clients;
import dev.trailtally.collector.source.S3LogSource;
import dev.trailtally.collector.source.SourceException;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The sources of scans and of their objects. */
@Singleton
public final class LogSources {

    private static final int MAX_CACHED_SCANS = 1_000;

    private volatile LocalRoots roots;
    private final S3Clients s3Clients;
    private final int s3ListRequests;
    private final ScanStore scans;
    private final Map<UUID, LogSource> sourceOfScan = new ConcurrentHashMap<>();

    public LogSources(CollectorConfiguration configuration, ScanStore scans, S3Clients s3Clients) {
        this.roots =
                new LocalRoots(configuration.localRoots().stream().map(Path::of).toList());
        this.s3Clients = s3Clients;
        this.s3ListRequests = configuration.s3ListRequests();
        this.scans = scans;
    }

    /**
     * Opens an object's bytes as stored, gzip or not.
     *
     * @throws SourceException if it cannot be opened, or is no longer the listed version
     */
    public InputStream open(UUID scanId, String uri, String version) throws SourceException {
        var source = sourceOfScan.get(scanId);
        if (source == null) {
            source = source(scans.fetch(scanId).source());
            if (sourceOfScan.size() >= MAX_CACHED_SCANS) {
                sourceOfScan.clear();
            }
            sourceOfScan.put(scanId, source);
        }
        return source.open(uri, version);
    }

    public LogSource source(ScanSource source) {
        return switch (source) {
            case ScanSource.Folder folder -> new FolderLogSource(folder.path(), roots);
            case ScanSource.Bucket bucket ->
                new S3LogSource(s3Clients.client(bucket.region()), bucket.prefix(), s3ListRequests);
            case ScanSource.Lookup lookup ->
                throw new IllegalArgumentException("LookupEvents has units and no log objects");
            case ScanSource.LastAccessed lastAccessed ->
                throw new IllegalArgumentException("last-accessed data has jobs and no log objects");
        };
    }

    /** Refuses a folder outside the roots. */
    public void admit(Path folder) throws SourceException {
        roots.admit(folder);
    }

    /** Allows a folder besides the roots to be read. */
    public synchronized void allow(Path folder) {
        roots = roots.with(folder);
    }
}
