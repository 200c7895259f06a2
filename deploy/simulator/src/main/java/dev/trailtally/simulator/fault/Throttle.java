package dev.trailtally.simulator.fault;

/**
 * How many requests are accepted: a bucket of {@code burst}, filled at {@code rate} a second.
 */
public record Throttle(double rate, int burst) {

    /** What AWS grants LookupEvents for each account and region. */
    public static final Throttle LOOKUP_EVENTS = new Throttle(2, 2);

    public static final Throttle NONE = new Throttle(1e9, Integer.MAX_VALUE);

    public Throttle {
        if (!(rate > 0) || burst < 1) {
            throw new IllegalArgumentException("nothing would be accepted: " + rate + "/s, burst " + burst);
        }
    }
}
