package dev.trailtally.standalone.progress;

import dev.trailtally.collector.v1.Scan;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Progress as lines, for logs and pipes: one every two seconds, and one at the end. */
final class LineProgress implements Progress {

    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final PrintWriter talk;
    private final Clock clock;
    private final Pace pace;
    private Instant lastLine;
    private @Nullable Scan unshown;

    LineProgress(PrintWriter talk, Clock clock) {
        this.talk = talk;
        this.clock = clock;
        this.pace = new Pace(clock);
        this.lastLine = clock.instant();
    }

    @Override
    public void show(Scan scan) {
        unshown = scan;
        if (Duration.between(lastLine, clock.instant()).compareTo(INTERVAL) >= 0) {
            print(scan);
        }
    }

    @Override
    public void close() {
        if (unshown != null) {
            print(unshown);
        }
    }

    private void print(Scan scan) {
        talk.println("collecting: " + pace.describe(scan));
        talk.flush();
        lastLine = clock.instant();
        unshown = null;
    }
}
