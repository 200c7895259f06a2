package dev.trailtally.collector.lastaccessed;

import java.time.Duration;
import java.util.Arrays;

/** How long AWS takes to complete jobs, learned from completed ones, to decide when to ask for one. */
final class Durations {

    // The first estimate: too early costs a request, too late this wait once.
    private static final Duration UNKNOWN = Duration.ofSeconds(3);
    private static final Duration MARGIN = Duration.ofMillis(200);
    private static final Duration MIN_WAIT = Duration.ofMillis(500);
    private static final Duration MAX_WAIT = Duration.ofMinutes(1);
    private static final double MOST = 0.9;
    private static final int REMEMBERED = 64;

    private final long[] millis = new long[REMEMBERED];
    private int count;

    synchronized void add(Duration took) {
        millis[count++ % REMEMBERED] = Math.max(0, took.toMillis());
    }

    /** The time within which most jobs are done. */
    synchronized Duration most() {
        if (count == 0) {
            return UNKNOWN;
        }
        var sorted = Arrays.copyOf(millis, Math.min(count, REMEMBERED));
        Arrays.sort(sorted);
        var most = Duration.ofMillis(sorted[(int) (MOST * (sorted.length - 1) + 0.5)]);
        return bounded(most.plus(MARGIN));
    }

    /** How long to wait before asking again for a job that is not done yet. */
    static Duration again(Duration elapsed) {
        return bounded(elapsed.dividedBy(2));
    }

    private static Duration bounded(Duration wait) {
        return wait.compareTo(MIN_WAIT) < 0 ? MIN_WAIT : wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
    }
}
