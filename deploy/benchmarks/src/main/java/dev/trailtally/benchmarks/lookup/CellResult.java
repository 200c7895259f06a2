package dev.trailtally.benchmarks.lookup;

import dev.trailtally.benchmarks.scan.OrganizationScan;
import org.jspecify.annotations.Nullable;

/**
 * What one cell found.
 *
 * @param otherClient what another client did to the first unit; null if there was none or the scan ended too soon
 * @param peakMemoryBytes of the collector's process
 * @param cpuSeconds of the collector's process, its start included
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

    /** How many requests were accepted for each page that would have been enough. */
    double requestsPerNeededPage() {
        return (double) requests.accepted() / cell.neededPages();
    }

    boolean exact() {
        return scan.end().isEmpty() && truth.equals(stored);
    }
}
