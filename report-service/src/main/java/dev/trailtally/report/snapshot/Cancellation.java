package dev.trailtally.report.snapshot;

import io.grpc.Context;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stops the running statement when the call that asked for it is cancelled or runs out of time. */
final class Cancellation implements AutoCloseable, Context.CancellationListener {

    private static final Logger log = LoggerFactory.getLogger(Cancellation.class);

    private final Context context = Context.current();
    private final PGConnection connection;
    private boolean open = true;

    private Cancellation(PGConnection connection) {
        this.connection = connection;
    }

    static Cancellation watching(Connection connection) throws SQLException {
        var cancellation = new Cancellation(connection.unwrap(PGConnection.class));
        cancellation.context.addListener(
                cancellation,
                task -> Thread.ofVirtual().name("cancel-statement").start(task));
        return cancellation;
    }

    // Synchronized with close: once the connection is back in the pool it serves another call.
    @Override
    public synchronized void cancelled(Context cancelled) {
        if (!open) {
            return;
        }
        try {
            connection.cancelQuery();
        } catch (SQLException e) {
            log.warn("A cancelled call's statement runs on until its timeout: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        context.removeListener(this);
        synchronized (this) {
            open = false;
        }
    }
}
