package dev.trailtally.benchmarks.lookup;

import dev.trailtally.simulator.fault.Throttle;
import java.time.Duration;

/**
 * One measurement: how many account-regions, how many events they have, and how long each page takes.
 *
 * @param latencySeconds of every page
 * @param busiestEvents of the first account-region
 * @param otherEvents of each other one, at most as many
 * @param skewed whether all events lie within one hour of 90 days, instead of being spread over a week
 */
record Cell(int units, double latencySeconds, int busiestEvents, int otherEvents, boolean skewed) {

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
        if (busiestEvents < 1 || busiestEvents > 1_000_000) {
            throw new IllegalArgumentException("events is not from 1 to 1000000: " + busiestEvents);
        }
        if (otherEvents < 1 || otherEvents > busiestEvents) {
            throw new IllegalArgumentException(
                    "events of other units is not from 1 to " + busiestEvents + ": " + otherEvents);
        }
    }

    /** The fewest pages that the busiest unit's events fit on. */
    long busiestPages() {
        return Math.ceilDiv(busiestEvents, PAGE_EVENTS);
    }

    /** The fewest pages that all events fit on. */
    long neededPages() {
        return busiestPages() + (units - 1L) * Math.ceilDiv(otherEvents, PAGE_EVENTS);
    }

    /** The pages of the busiest unit at the ceiling, and then the last one's latency. */
    double idealSeconds() {
        return busiestPages() / THROTTLE.rate() + latencySeconds;
    }

    Duration latency() {
        return Duration.ofMillis(Math.round(latencySeconds * 1e3));
    }
}
