package dev.trailtally.benchmarks.reports;

import dev.trailtally.benchmarks.run.Latency;
import dev.trailtally.benchmarks.run.Machine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the benchmark of reports found.
 *
 * @param grown the same after further events; null where none were asked for
 */
record ReportsResult(
        Machine machine, Measurement measurement, @Nullable Measurement grown) {

    /**
     * At one number of events.
     *
     * @param alone one call after the other
     * @param together many callers at once
     * @param differences from the true counts, in words
     * @param rollupDifferences what VerifyRollups found
     */
    record Measurement(
            long events,
            int accounts,
            List<StreamTime> streams,
            List<Latency> alone,
            ManyCallers together,
            List<String> differences,
            long rollupDifferences) {

        private boolean correct() {
            return differences.isEmpty()
                    && rollupDifferences == 0
                    && streams.stream().allMatch(stream -> stream.events() == events && stream.accounts() == accounts);
        }
    }

    /** Whether every count was as it should be, those of the streams included. */
    boolean correct() {
        return measurement.correct() && (grown == null || grown.correct());
    }
}
