package dev.trailtally.collector.scan;

import java.util.List;

/** A scan and its counts, all of one moment. */
record ScanProgress(Scan scan, Objects objects, Records records, List<Rejected> rejected, long failureCount) {

    ScanProgress {
        rejected = List.copyOf(rejected);
    }

    /**
     * Objects by what became of them.
     *
     * @param readBytes size of the read objects as stored
     */
    record Objects(long read, long unreadable, long pending, long readBytes) {}

    record Records(long read, long stored, long duplicate, long rejected, long excluded, long ignored) {}

    /**
     * How many records were rejected for one reason.
     *
     * @param reason a RejectionReason without its prefix
     */
    record Rejected(String reason, long count) {}
}
