package dev.trailtally.standalone.summary;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sums events by name. */
public final class Tally {

    /**
     * A name and its events.
     *
     * @param failed the failed ones among the events
     */
    public record Count(String name, long events, long failed) {

        private Count plus(Count other) {
            return new Count(name, events + other.events, failed + other.failed);
        }
    }

    private final Map<String, Count> counts = new HashMap<>();

    public void add(String name, long events, long failed) {
        if (events != 0) {
            counts.merge(name, new Count(name, events, failed), Count::plus);
        }
    }

    /** The largest first, equal ones by name. */
    public List<Count> top(int limit) {
        return sorted().subList(0, Math.min(limit, counts.size()));
    }

    /** How many names the top leaves out, and their events. */
    public Count rest(int limit) {
        var rest = sorted().subList(Math.min(limit, counts.size()), counts.size());
        return rest.stream().reduce(new Count("", 0, 0), Count::plus);
    }

    public int size() {
        return counts.size();
    }

    private List<Count> sorted() {
        return counts.values().stream()
                .sorted(Comparator.comparingLong(Count::events).reversed().thenComparing(Count::name))
                .toList();
    }
}
