package dev.trailtally.benchmarks.lookup;

import dev.trailtally.benchmarks.scan.OrganizationScan;
import org.jspecify.annotations.Nullable;

/**
 * The result of one cell.
 *
 * @param otherClient the effect of another client on the first unit; null if there was none or the scan ended too soon
 * @param peakMemoryBytes of the collector's process
 * @param cpuSeconds of the collector's process, including its start
 * @param loadAverage of the machine over the last minute, at the end of the scan
 */
record CellResult(
        Cell cell,
        Requests requests,
        OtherClient.@Nullable Effect otherClient,
        OrganizationScan scan,
        EventIds truth,
        EventIds stored,
        long peakMemoryBytes,
        double cpuSeconds,
        double loadAverage) {

    double overIdeal() {
        return scan.seconds() / cell.idealSeconds();
    }

    /** How many requests were accepted per page that was needed. */
    double requestsPerNeededPage() {
        return (double) requests.accepted() / cell.neededPages();
    }

    boolean exact() {
        return scan.end().isEmpty() && truth.equals(stored);
    }
}
