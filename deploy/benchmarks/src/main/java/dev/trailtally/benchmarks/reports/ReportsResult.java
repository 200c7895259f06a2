package dev.trailtally.benchmarks.reports;

import dev.trailtally.benchmarks.run.Latency;
import dev.trailtally.benchmarks.run.Machine;
import dev.trailtally.benchmarks.run.Markdown;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The result of the benchmark of reports.
 *
 * @param grown the same after further events; null if none were requested
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

        /** With those of the streams' totals. */
        List<String> allDifferences() {
            var ofStreams = streams.stream()
                    .filter(stream -> stream.events() != events || stream.accounts() != accounts)
                    .map(stream -> Markdown.format(
                            "%s: expected %,d events of %,d accounts, found %,d of %,d",
                            stream.call(), events, accounts, stream.events(), stream.accounts()));
            return Stream.concat(differences.stream(), ofStreams).toList();
        }

        private boolean correct() {
            return allDifferences().isEmpty() && rollupDifferences == 0;
        }
    }

    /** Whether every count was correct, including those of the streams. */
    boolean correct() {
        return measurement.correct() && (grown == null || grown.correct());
    }
}
