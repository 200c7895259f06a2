package dev.trailtally.collector.database;

import dev.trailtally.server.database.DatabaseFailures;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the database's disk is full, as statements and batches met it. What was refused is tried again every second,
 * so nothing is lost. The disk counts as full until nothing has been refused for some seconds or a batch is written.
 */
@Singleton
public final class FullDisk {

    public static final Duration REMEMBERED = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(FullDisk.class);

    private final LongSupplier nanos;
    private final AtomicReference<@Nullable Long> metAt = new AtomicReference<>();

    @Inject
    public FullDisk() {
        this(System::nanoTime);
    }

    /** @param nanos a monotonic clock */
    public FullDisk(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether something waits for space. */
    public boolean isFull() {
        return isRecent(metAt.get());
    }

    private boolean isRecent(@Nullable Long met) {
        return met != null && nanos.getAsLong() - met < REMEMBERED.toNanos();
    }

    /** Remembers a failure if it says that the disk is full; the first of several is logged. */
    public void check(SQLException failure) {
        if (DatabaseFailures.isDiskFull(failure) && !isRecent(metAt.getAndSet(nanos.getAsLong()))) {
            LOG.error("the disk of the database is full, scans wait until there is space: {}", failure.getMessage());
        }
    }

    /** Remembers that a batch was written. */
    public void overcome() {
        metAt.set(null);
    }
}
