package dev.trailtally.collector.scan;

import java.util.List;

/** A scan and its counts, all of one moment. */
record ScanProgress(
        Scan scan,
        Objects objects,
        Records records,
        Units units,
        Jobs jobs,
        List<Rejected> rejected,
        long failureCount) {

    ScanProgress {
        rejected = List.copyOf(rejected);
    }

    /**
     * Objects by what became of them.
     *
     * @param readBytes size of the read objects as stored
     * @param leftAlone those of the read objects that are not logs
     * @param leftAloneUris the first of these
     */
    record Objects(
            long read, long unreadable, long pending, long readBytes, long leftAlone, List<String> leftAloneUris) {}

    record Records(long read, long stored, long duplicate, long rejected, long excluded, long ignored) {}

    /** Units of LookupEvents or last-accessed data by their state, and all their requests. */
    record Units(long pending, long running, long complete, long failed, long cancelled, Requests requests) {

        long total() {
            return pending + running + complete + failed + cancelled;
        }
    }

    /** Last-accessed jobs by their state. */
    record Jobs(long pending, long running, long done, long failed, long cancelled) {

        long total() {
            return pending + running + done + failed + cancelled;
        }
    }

    /** Requests of units: sent, answered with a page, refused as too many. */
    record Requests(long sent, long pages, long throttled) {}

    /**
     * How many records were rejected for one reason.
     *
     * @param reason a RejectionReason without its prefix
     */
    record Rejected(String reason, long count) {}
}
