package dev.trailtally.standalone.progress;

import dev.trailtally.collector.v1.Scan;
import java.io.PrintWriter;
import java.time.Clock;

/** Shows people how far a scan is. */
public interface Progress extends AutoCloseable {

    /** A bar that moves on a terminal, or a line now and then. */
    static Progress on(PrintWriter talk, boolean terminal, Clock clock) {
        return terminal ? new BarProgress(talk, clock) : new LineProgress(talk, clock);
    }

    /** Shows the scan as it is now. */
    void show(Scan scan);

    @Override
    void close();
}
