package dev.trailtally.collector.lookup;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Decides which units go first while the machine cannot keep up with all of them. A scan takes as long as its busiest
 * unit, so the others then send only as often as they must to end with it. Times are those of a monotonic clock, in
 * nanoseconds.
 */
final class UnitPriority {

    // From the decision to send a request until it leaves: a millisecond on an idle machine.
    private static final long SHORT_OF_TIME = TimeUnit.MILLISECONDS.toNanos(25);
    private static final long MAX_DELAY = 20 * SHORT_OF_TIME;
    private static final double SMOOTHING = 0.05;
    // Estimates of what is left are rough.
    private static final double MARGIN = 2;
    private static final double LEAST_SHARE = 0.05;

    private final Map<Object, Double> pagesLeft = new ConcurrentHashMap<>();
    private volatile double busiest;
    private double delay;
    private volatile boolean shortOfTime;

    /** A request left this long after it was decided on. */
    synchronized void departed(long nanos) {
        delay += SMOOTHING * ((double) Math.min(nanos, MAX_DELAY) - delay);
        shortOfTime = delay > SHORT_OF_TIME;
    }

    /** How many pages a unit probably has left. */
    void left(Object unit, double pages) {
        pagesLeft.put(unit, pages);
        busiest = pagesLeft.values().stream().mapToDouble(left -> left).max().orElse(0);
    }

    void ended(Object unit) {
        pagesLeft.remove(unit);
    }

    /** The share of its rate that a unit may use now, above 0 up to 1; all of it while it is not known what it has left. */
    double share(Object unit) {
        var left = pagesLeft.get(unit);
        return !shortOfTime || left == null ? 1 : Math.clamp(MARGIN * left / Math.max(1, busiest), LEAST_SHARE, 1);
    }
}
