package dev.trailtally.collector.scan;

import java.util.List;

/** A scan and its counts, all of one moment. */
public record ScanProgress(
        Scan scan,
        Objects objects,
        Records records,
        Units units,
        Jobs jobs,
        List<Rejected> rejected,
        long failureCount) {

    public ScanProgress {
        rejected = List.copyOf(rejected);
    }

    /**
     * Objects by what became of them.
     *
     * @param readBytes size of the read objects as stored
     * @param leftAlone those of the read objects that are not logs
     * @param leftAloneUris the first of these
     */
    public record Objects(
            long read, long unreadable, long pending, long readBytes, long leftAlone, List<String> leftAloneUris) {}

    public record Records(long read, long stored, long duplicate, long rejected, long excluded, long ignored) {}

    /** Units of LookupEvents or last-accessed data by their state, and all their requests. */
    public record Units(long pending, long running, long complete, long failed, long cancelled, Requests requests) {

        public long total() {
            return pending + running + complete + failed + cancelled;
        }
    }

    /** Last-accessed jobs by their state. */
    public record Jobs(long pending, long running, long done, long failed, long cancelled) {

        public long total() {
            return pending + running + done + failed + cancelled;
        }
    }

    /**
     * How many records were rejected for one reason.
     *
     * @param reason a RejectionReason without its prefix
     */
    public record Rejected(String reason, long count) {}
}
