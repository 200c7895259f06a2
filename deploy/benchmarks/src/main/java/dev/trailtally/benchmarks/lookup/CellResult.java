package dev.trailtally.benchmarks.lookup;

import dev.trailtally.benchmarks.scan.OrganizationScan;

/**
 * What one cell found.
 *
 * @param peakMemoryBytes of the collector's process
 * @param cpuSeconds of the collector's process, its start included
 * @param loadAverage of the machine over the last minute, at the end of the scan
 */
record CellResult(
        Cell cell,
        Requests requests,
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
        return (double) requests.accepted() / (cell.units() * cell.neededPagesPerUnit());
    }

    boolean exact() {
        return scan.end().isEmpty() && truth.equals(stored);
    }
}
