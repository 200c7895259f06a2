package dev.trailtally.simulator.event;

import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The events of one account and region, in the order of their times; within a second in an order that is stable and
 * is not that of their ids. LookupEvents goes through them from the last to the first.
 */
public sealed interface SimulatedEvents permits GeneratedEvents, GivenEvents {

    int count();

    /** The time of the event in seconds since 1970; never less than that of the one before. */
    long epochSecond(int index);

    EventFacts facts(int index);

    /** The whole record as CloudTrail writes it: a JSON object. */
    String record(int index);

    default String id(int index) {
        return facts(index).id();
    }

    default Stream<String> ids() {
        return IntStream.range(0, count()).mapToObj(this::id);
    }

    default Stream<String> records() {
        return IntStream.range(0, count()).mapToObj(this::record);
    }

    /** The ids of the events in [start, end). */
    default Stream<String> ids(Instant start, Instant end) {
        return IntStream.range(firstAt(ceiling(start)), firstAt(ceiling(end))).mapToObj(this::id);
    }

    default int count(Instant start, Instant end) {
        return Math.max(0, firstAt(ceiling(end)) - firstAt(ceiling(start)));
    }

    /** The index of the first event at this second or later; {@link #count()} if there is none. */
    default int firstAt(long epochSecond) {
        var low = 0;
        var high = count();
        while (low < high) {
            var middle = (low + high) >>> 1;
            if (epochSecond(middle) < epochSecond) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static long ceiling(Instant time) {
        return time.getNano() == 0 ? time.getEpochSecond() : time.getEpochSecond() + 1;
    }
}
