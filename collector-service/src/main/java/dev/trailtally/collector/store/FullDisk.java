package dev.trailtally.collector.store;

import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the database's disk is full, as the last batch met it. Batches wait and are written again, so nothing is lost. */
@Singleton
public final class FullDisk {

    private static final Logger LOG = LoggerFactory.getLogger(FullDisk.class);
    private static final String DISK_FULL = "53100";

    private volatile boolean full;

    /** Whether a batch waits for space. */
    public boolean isFull() {
        return full;
    }

    /** Whether a failure says so. */
    public static boolean isSaidBy(@Nullable Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && DISK_FULL.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** Remembers that a batch could not be written; the first one is logged. */
    void met(SQLException failure) {
        if (!full) {
            LOG.error("the disk of the database is full, batches wait until there is space: {}", failure.getMessage());
        }
        full = true;
    }

    /** Remembers that a batch was written. */
    void overcome() {
        full = false;
    }
}
