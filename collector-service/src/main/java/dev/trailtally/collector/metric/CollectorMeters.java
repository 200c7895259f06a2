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

    private final Counter read;
    private final Counter stored;
    private final Counter duplicate;
    private final Counter rejected;
    private final Counter claimsLost;
    private final MeterRegistry registry;

    CollectorMeters(MeterRegistry registry) {
        this.registry = registry;
        this.read = events(registry, "read");
        this.stored = events(registry, "stored");
        this.duplicate = events(registry, "duplicate");
        this.rejected = events(registry, "rejected");
        this.claimsLost = Counter.builder("trailtally.claims.lost")
                .description(
                        "Objects, units and accounts that another collector took over, or whose scan was cancelled")
                .register(registry);
    }

    private static Counter events(MeterRegistry registry, String outcome) {
        return Counter.builder("trailtally.events")
                .description("Records by what became of them; read is the sum of the others")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** Counts a batch that was committed. */
    public void committed(long readRecords, long storedEvents, long duplicates, long rejectedRecords) {
        read.increment((double) readRecords);
        stored.increment((double) storedEvents);
        duplicate.increment((double) duplicates);
        rejected.increment((double) rejectedRecords);
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
