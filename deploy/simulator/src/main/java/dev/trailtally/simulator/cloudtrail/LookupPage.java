package dev.trailtally.simulator.cloudtrail;

import dev.trailtally.simulator.event.LateDelivery;
import dev.trailtally.simulator.event.SimulatedEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * One page: the events to send, newest first, and where the next one continues.
 *
 * @param next the events before this index follow, absent if nothing does
 */
record LookupPage(List<Integer> indexes, OptionalInt next) {

    static final Duration KEPT = Duration.ofDays(90);
    /** A rare attribute gives short pages with a token, not long waits. */
    private static final int MAX_LOOKED_AT = 20_000;

    LookupPage {
        indexes = List.copyOf(indexes);
    }

    /** An empty one; the next continues at the same place. */
    static LookupPage emptyBefore(int position) {
        return new LookupPage(List.of(), OptionalInt.of(position));
    }

    /** @param position events before this index */
    static LookupPage of(
            Lookup lookup, int position, int size, SimulatedEvents events, LateDelivery late, Instant now) {
        var kept = now.minus(KEPT).getEpochSecond();
        var from = events.firstAt(Math.max(lookup.start().orElse(kept), kept));
        var last = Math.min(lookup.end().orElse(now.getEpochSecond()), now.getEpochSecond());
        var index = Math.min(position, events.firstAt(last + 1));
        var found = new ArrayList<Integer>();
        var stop = index - MAX_LOOKED_AT;
        while (--index >= from) {
            if (index < stop) {
                return new LookupPage(found, OptionalInt.of(index + 1));
            }
            if (late.visibleAt(events, index) > now.getEpochSecond() || !matches(lookup, events, index)) {
                continue;
            }
            if (found.size() == size) {
                return new LookupPage(found, OptionalInt.of(index + 1));
            }
            found.add(index);
        }
        return new LookupPage(found, OptionalInt.empty());
    }

    private static boolean matches(Lookup lookup, SimulatedEvents events, int index) {
        return lookup.attribute().isEmpty() || lookup.attribute().get().matches(events.facts(index));
    }
}
