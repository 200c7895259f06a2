package dev.trailtally.standalone.progress;

import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.WatchScanResponse;
import dev.trailtally.standalone.terminal.LiveLines;
import dev.trailtally.standalone.terminal.WindowSize;
import java.io.PrintWriter;
import java.time.Clock;

/** Shows the progress of a scan. */
public interface Progress extends AutoCloseable {

    /** Live progress on a terminal (a bar for log files, else a line per busy account), otherwise a line now and then. */
    static Progress on(PrintWriter talk, boolean terminal, Clock clock, Source source) {
        return switch (source.getKindCase()) {
            case LOOKUP -> byAccount(talk, terminal, clock, new LookupPace(clock));
            case LAST_ACCESSED -> byAccount(talk, terminal, clock, new JobsPace(clock));
            case FOLDER, S3, KIND_NOT_SET ->
                terminal
                        ? new BarProgress(talk, new FilePace(clock))
                        : new LineProgress(talk, clock, new FilePace(clock), false);
        };
    }

    private static Progress byAccount(PrintWriter talk, boolean terminal, Clock clock, AccountsPace pace) {
        return terminal
                ? new AccountsProgress(new LiveLines(talk, WindowSize::current), pace)
                : new LineProgress(talk, clock, pace, true);
    }

    /** Shows the scan as it is now. */
    void show(WatchScanResponse state);

    @Override
    void close();
}
