package dev.trailtally.standalone.progress;

import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.WatchScanResponse;
import dev.trailtally.standalone.terminal.LiveLines;
import dev.trailtally.standalone.terminal.WindowSize;
import java.io.PrintWriter;
import java.time.Clock;

/** Shows people how far a scan is. */
public interface Progress extends AutoCloseable {

    /** What moves on a terminal (a bar for log files, a line per busy account for LookupEvents), or a line now and then. */
    static Progress on(PrintWriter talk, boolean terminal, Clock clock, Source source) {
        var pace = source.hasLookup() ? new LookupPace(clock) : new FilePace(clock);
        if (!terminal) {
            return new LineProgress(talk, clock, pace);
        }
        return source.hasLookup()
                ? new AccountsProgress(new LiveLines(talk, WindowSize::current), pace)
                : new BarProgress(talk, pace);
    }

    /** Shows the scan as it is now. */
    void show(WatchScanResponse state);

    @Override
    void close();
}
