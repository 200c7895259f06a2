package dev.trailtally.collector.lookup;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long a unit still takes: its pages left over the pace of its last ones, and the time in which only a few can be asked
 * for at its end. Times are those of a monotonic clock.
 */
final class TimeLeft {

    private static final int MIN_PAGES = 4;
    private static final int MAX_PAGES = 40;
    // The last pages wait for each other: those of one second cannot be requested at the same time.
    private static final int PAGES_OF_THE_END = 3;

    private final ArrayDeque<Long> arrivals = new ArrayDeque<>(MAX_PAGES);
    private double latency;

    void page(long sentAt, long now) {
        latency = arrivals.isEmpty() ? now - sentAt : latency + (now - sentAt - latency) / MIN_PAGES;
        if (arrivals.size() == MAX_PAGES) {
            arrivals.removeFirst();
        }
        arrivals.addLast(now);
    }

    /**
     * The estimate.
     *
     * @param pages left to read; NaN if that is not known
     * @return null if it is not known
     */
    @Nullable
    Duration estimate(double pages) {
        if (Double.isNaN(pages) || arrivals.size() < MIN_PAGES) {
            return null;
        }
        double nanos = Math.max(1, arrivals.getLast() - arrivals.getFirst());
        double perSecond = Math.min(RequestRate.CEILING, (arrivals.size() - 1) / (nanos / TimeUnit.SECONDS.toNanos(1)));
        double end = PAGES_OF_THE_END * latency / TimeUnit.SECONDS.toNanos(1);
        return Duration.ofMillis(Math.round(1_000 * (pages / perSecond + end)));
    }
}
