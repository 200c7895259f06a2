package dev.trailtally.standalone.progress;

import dev.trailtally.collector.v1.WatchScanResponse;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Progress as lines, for logs and pipes: one every two seconds, and one at the end; failures as they occur. */
final class LineProgress implements Progress {

    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final PrintWriter talk;
    private final Clock clock;
    private final Pace pace;
    private final boolean tellsFailures;
    private final FreshFailures failures = new FreshFailures();
    private Instant lastLine;
    private @Nullable String unshown;

    LineProgress(PrintWriter talk, Clock clock, Pace pace, boolean tellsFailures) {
        this.talk = talk;
        this.clock = clock;
        this.pace = pace;
        this.tellsFailures = tellsFailures;
        this.lastLine = clock.instant();
    }

    @Override
    public void show(WatchScanResponse state) {
        var line = "collecting: " + pace.describe(state);
        unshown = line;
        if (tellsFailures) {
            failures.lines(state.getScan()).forEach(talk::println);
            talk.flush();
        }
        if (Duration.between(lastLine, clock.instant()).compareTo(INTERVAL) >= 0) {
            print(line);
        }
    }

    @Override
    public void close() {
        if (unshown != null) {
            print(unshown);
        }
    }

    private void print(String line) {
        talk.println(line);
        talk.flush();
        lastLine = clock.instant();
        unshown = null;
    }
}
