package dev.trailtally.collector.configuration;

import static java.util.Objects.requireNonNull;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Property;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the collector, "collector." in a properties file.
 *
 * @param localRoots folders that scans may read, as absolute paths
 * @param allowedBuckets buckets that scans may read, "*" for any run of characters
 * @param allowedRoles roles that scans may assume, by name or ARN, "*" for any run of characters
 * @param s3Endpoint an S3 endpoint to use instead of Amazon's, as AWS_ENDPOINT_URL_S3 does
 * @param awsEndpoint an endpoint to use instead of those of all other AWS services, as AWS_ENDPOINT_URL does
 * @param s3ListRequests listing requests of a scan at once, 1 to 256
 * @param workers objects read at the same time, 0 to 64; 0 only lists and serves; one per processor if it is not set
 * @param batchEvents events written in one transaction at most, 100 to 50,000
 * @param lookupUnits accounts and regions asked by LookupEvents at the same time, 1 to 2,000
 * @param horizon how long a scan, and the record of what it read, is kept after the scan ends, at least 8 days
 * @param lease how long the work of a killed collector waits before another takes it over, at least 3 s
 * @param collecting whether scans are listed, read and ended; false serves them alone and asks AWS for nothing
 * @param ownScansOnly whether to work only on scans that were created or resumed through this collector, as a command does, instead of on all scans of its identity
 */
@ConfigurationProperties("collector")
// The keys with a digit are named, because Micronaut would expect "s3endpoint".
public record CollectorConfiguration(
        @Bindable(defaultValue = "") List<String> localRoots,
        @Bindable(defaultValue = "") List<String> allowedBuckets,
        @Bindable(defaultValue = "") List<String> allowedRoles,

        @Property(name = "collector.s3-endpoint", defaultValue = "")
        String s3Endpoint,

        @Bindable(defaultValue = "") String awsEndpoint,

        @Property(name = "collector.s3-list-requests", defaultValue = "16")
        int s3ListRequests,

        @Nullable Integer workers,
        @Bindable(defaultValue = "50000") int batchEvents,
        @Bindable(defaultValue = "500") int lookupUnits,
        @Bindable(defaultValue = "45d") Duration horizon,
        @Bindable(defaultValue = "30s") Duration lease,
        @Bindable(defaultValue = "true") boolean collecting,
        @Bindable(defaultValue = "false") boolean ownScansOnly) {

    public static final int MAX_BATCH_EVENTS = 50_000;

    private static final int MAX_WORKERS = 64;

    public CollectorConfiguration {
        localRoots = given(localRoots);
        allowedBuckets = given(allowedBuckets);
        allowedRoles = given(allowedRoles);
        if (s3ListRequests < 1 || s3ListRequests > 256) {
            throw new IllegalArgumentException("collector.s3-list-requests must be 1 to 256, found: " + s3ListRequests);
        }
        workers = workers == null ? Math.min(Runtime.getRuntime().availableProcessors(), MAX_WORKERS) : workers;
        if (workers < 0 || workers > MAX_WORKERS) {
            throw new IllegalArgumentException("collector.workers must be 0 to 64, found: " + workers);
        }
        if (batchEvents < 100 || batchEvents > MAX_BATCH_EVENTS) {
            throw new IllegalArgumentException("collector.batch-events must be 100 to 50000, found: " + batchEvents);
        }
        if (lookupUnits < 1 || lookupUnits > 2_000) {
            throw new IllegalArgumentException("collector.lookup-units must be 1 to 2000, found: " + lookupUnits);
        }
        if (horizon.compareTo(Duration.ofDays(8)) < 0 || horizon.compareTo(Duration.ofDays(3_650)) > 0) {
            throw new IllegalArgumentException("collector.horizon must be 8d to 3650d, found: " + horizon);
        }
        if (lease.compareTo(Duration.ofSeconds(3)) < 0) {
            throw new IllegalArgumentException("collector.lease must be at least 3s, found: " + lease);
        }
    }

    private static List<String> given(List<String> values) {
        return values.stream().filter(value -> !value.isBlank()).toList();
    }

    /** Objects read at the same time. */
    public int workerCount() {
        return collecting ? requireNonNull(workers, "workers is null") : 0;
    }
}
