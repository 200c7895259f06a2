package dev.trailtally.simulator.event;

import java.time.Duration;

/**
 * How many events can be seen only some time after they happened.
 *
 * @param share of the events, from 0 to 1
 * @param longest the delays are spread evenly up to this
 */
public record LateDelivery(double share, Duration longest) {

    public static final LateDelivery NONE = new LateDelivery(0, Duration.ZERO);

    public LateDelivery {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share is not from 0 to 1: " + share);
        }
        if (longest.isNegative()) {
            throw new IllegalArgumentException("delay is negative: " + longest);
        }
    }

    /** The second from which the event can be seen. */
    public long visibleAt(SimulatedEvents events, int index) {
        var time = events.epochSecond(index);
        if (share == 0 || Seed.share(time, index) >= share) {
            return time;
        }
        return time + 1 + (long) (Seed.share(~time, index) * Math.max(0, longest.toSeconds() - 1));
    }
}
