package dev.trailtally.collector.metric;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/**
 * What this process has committed: over all collectors, read = stored + duplicate + rejected, and the sums are those of the
 * scans' results. Only a batch whose commit the database confirmed is counted.
 */
@Singleton
public final class CollectorMeters {

    private final Counter claimsLost;
    private final MeterRegistry registry;

    CollectorMeters(MeterRegistry registry) {
        this.registry = registry;
        committed(0, 0, 0, 0); // so that they are there from the start
        this.claimsLost = Counter.builder("trailtally.claims.lost")
                .description(
                        "Objects, units and accounts that another collector took over, or whose scan was cancelled")
                .register(registry);
    }

    /** Counts a batch that was committed. */
    public void committed(long readRecords, long storedEvents, long duplicates, long rejectedRecords) {
        count("read", readRecords);
        count("stored", storedEvents);
        count("duplicate", duplicates);
        count("rejected", rejectedRecords);
    }

    private void count(String outcome, long records) {
        Counter.builder("trailtally.events")
                .description("Records by what became of them; read is the sum of the others")
                .tag("outcome", outcome)
                .register(registry)
                .increment((double) records);
    }

    /** Counts rows that were pruned, by what they are. */
    public void pruned(String rows, int count) {
        Counter.builder("trailtally.pruned.rows")
                .description("Rows of scans, their manifest and their work that were taken out long after their end")
                .tag("rows", rows)
                .register(registry)
                .increment(count);
    }

    /** Counts work that was claimed here and is no longer. */
    public void claimsLost(int count) {
        claimsLost.increment(count);
    }
}
