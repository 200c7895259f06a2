package dev.trailtally.standalone;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to run all services in one JVM.
 *
 * @param keep the folder that keeps the database; null for one that is deleted on close
 * @param port the gRPC port on 127.0.0.1; 0 for any free port
 * @param localRoots the folders that scans may read
 * @param workers how many log objects are read at the same time
 * @param lease the time after which the work of a killed process is taken over, 3 s or more
 * @param awsEndpoint the stand-in for AWS; null for AWS, or for the endpoint in the environment
 * @param collecting whether scans, including open ones, run; false only reports on a kept database, which must exist,
 *     and sends no request to AWS
 * @param ownScansOnly whether only scans run that this process creates or resumes, as for a command
 */
public record StandaloneOptions(
        @Nullable Path keep,
        int port,
        List<Path> localRoots,
        int workers,
        Duration lease,
        @Nullable URI awsEndpoint,
        boolean collecting,
        boolean ownScansOnly) {

    public StandaloneOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, is " + port);
        }
        if (workers < 1 || workers > 64) {
            throw new IllegalArgumentException("workers must be 1 to 64, is " + workers);
        }
        if (lease.compareTo(Duration.ofSeconds(3)) < 0) {
            throw new IllegalArgumentException("lease must be 3 s or more, is " + lease);
        }
        localRoots = List.copyOf(localRoots);
    }

    /** Any free port, one worker per core, a temporary database. */
    public static StandaloneOptions temporary(Path... localRoots) {
        return new StandaloneOptions(
                null,
                0,
                List.of(localRoots),
                Math.min(64, Runtime.getRuntime().availableProcessors()),
                Duration.ofSeconds(10),
                null,
                true,
                false);
    }

    /** The same with a database that is kept in a folder. */
    public StandaloneOptions keptIn(@Nullable Path folder) {
        return new StandaloneOptions(folder, port, localRoots, workers, lease, awsEndpoint, collecting, ownScansOnly);
    }

    /** The same on a fixed port. */
    public StandaloneOptions onPort(int fixedPort) {
        return new StandaloneOptions(
                keep, fixedPort, localRoots, workers, lease, awsEndpoint, collecting, ownScansOnly);
    }

    /** The same against a stand-in for AWS. */
    public StandaloneOptions against(URI endpoint) {
        return new StandaloneOptions(keep, port, localRoots, workers, lease, endpoint, collecting, ownScansOnly);
    }

    /** The same without collecting anything, on an existing database: scans that were left open stay open. */
    public StandaloneOptions onlyReporting() {
        return new StandaloneOptions(keep, port, localRoots, workers, lease, awsEndpoint, false, ownScansOnly);
    }

    /** The same for a command: other scans that were left open stay open. */
    public StandaloneOptions onlyOwnScans() {
        return new StandaloneOptions(keep, port, localRoots, workers, lease, awsEndpoint, collecting, true);
    }
}
