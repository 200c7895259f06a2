package dev.trailtally.report.snapshot;

import io.grpc.Context;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops the running statement when the call that asked for it is cancelled or runs out of time. */
final class Cancellation implements AutoCloseable, Context.CancellationListener {

    private static final Logger log = LoggerFactory.getLogger(Cancellation.class);

    private final Context context = Context.current();
    private @Nullable Statement running;

    static Cancellation ofCurrentCall() {
        var cancellation = new Cancellation();
        cancellation.context.addListener(
                cancellation,
                task -> Thread.ofVirtual().name("cancel-statement").start(task));
        return cancellation;
    }

    synchronized void watch(Statement statement) {
        running = statement;
    }

    // Synchronized with close: once its connection is back in the pool it serves another call.
    @Override
    public synchronized void cancelled(Context cancelled) {
        if (running == null) {
            return;
        }
        try {
            running.cancel();
        } catch (SQLException e) {
            log.warn("A cancelled call's statement keeps running until its timeout: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        context.removeListener(this);
        synchronized (this) {
            running = null;
        }
    }
}
