package dev.trailtally.benchmarks.lookup;

import dev.trailtally.simulator.fault.Throttle;
import java.time.Duration;

/**
 * One measurement: how many account-regions, each with as many events, and how long each page takes.
 *
 * @param latencySeconds of every page
 * @param skewed whether all events lie within one hour of 90 days, in place of being spread over a week
 */
record Cell(int units, double latencySeconds, int eventsPerUnit, boolean skewed) {

    /** Events on a full page of LookupEvents. */
    static final int PAGE_EVENTS = 50;

    static final Throttle THROTTLE = Throttle.LOOKUP_EVENTS;

    Cell {
        if (units < 1 || units > 2_000) {
            throw new IllegalArgumentException("units is not from 1 to 2000: " + units);
        }
        if (!(latencySeconds >= 0 && latencySeconds <= 20)) {
            throw new IllegalArgumentException("latency is not from 0 to 20 s: " + latencySeconds);
        }
        if (eventsPerUnit < 1 || eventsPerUnit > 1_000_000) {
            throw new IllegalArgumentException("events is not from 1 to 1000000: " + eventsPerUnit);
        }
    }

    /** The fewest pages that one unit's events fit on. */
    long neededPagesPerUnit() {
        return Math.ceilDiv(eventsPerUnit, PAGE_EVENTS);
    }

    /** All units have as many events, so that each is the busiest: its pages at the ceiling, and then the last one's way. */
    double idealSeconds() {
        return neededPagesPerUnit() / THROTTLE.rate() + latencySeconds;
    }

    Duration latency() {
        return Duration.ofMillis(Math.round(latencySeconds * 1e3));
    }
}
