package dev.trailtally.benchmarks.lastaccessed;

import dev.trailtally.benchmarks.scan.OrganizationScan;

/**
 * The result of one cell.
 *
 * @param jobsDone whose report is stored
 * @param peakMemoryBytes of the collector's process
 * @param cpuSeconds of the collector's process, including its start
 * @param loadAverage of the machine over the last minute, at the end of the scan
 */
record CellResult(
        Cell cell,
        Requests requests,
        OrganizationScan scan,
        long jobsDone,
        AccessRows truth,
        AccessRows stored,
        long peakMemoryBytes,
        double cpuSeconds,
        double loadAverage) {

    /** Of all accounts, over the time from the creation of the scan to its end. */
    double jobsPerMinute() {
        return 60 * jobsDone / scan.ownSeconds();
    }

    double overIdeal() {
        return scan.seconds() / cell.idealSeconds();
    }

    boolean exact() {
        return scan.end().isEmpty() && jobsDone == cell.population().jobs() && truth.equals(stored);
    }
}
