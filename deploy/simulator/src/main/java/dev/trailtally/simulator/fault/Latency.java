package dev.trailtally.simulator.fault;

import java.time.Duration;

/** How long an answer takes: evenly spread between the two. */
public record Latency(Duration min, Duration max) {

    public static final Latency NONE = fixed(Duration.ZERO);

    public Latency {
        if (min.isNegative() || max.compareTo(min) < 0) {
            throw new IllegalArgumentException("not a range of latency: " + min + " to " + max);
        }
    }

    public static Latency fixed(Duration duration) {
        return new Latency(duration, duration);
    }

    public static Latency ofMillis(long min, long max) {
        return new Latency(Duration.ofMillis(min), Duration.ofMillis(max));
    }

    /** @param share of the way from the shortest to the longest, from 0 to 1 */
    public Duration at(double share) {
        return min.plusNanos((long) (share * max.minus(min).toNanos()));
    }
}
