package dev.trailtally.standalone.summary;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sums counts by name and returns the largest. */
final class Ranking {

    /** A name and its count. */
    record Place(String name, long count) {}

    /** What did not make the top. */
    record Rest(long names, long count) {}

    private final Map<String, Long> counts = new HashMap<>();

    void add(String name, long count) {
        if (count != 0) {
            counts.merge(name, count, Long::sum);
        }
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    /** The largest first, equal ones by name. */
    List<Place> top(int limit) {
        return counts.entrySet().stream()
                .map(entry -> new Place(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(Place::count).reversed().thenComparing(Place::name))
                .limit(limit)
                .toList();
    }

    Rest rest(int limit) {
        var shown = top(limit).stream().mapToLong(Place::count).sum();
        var all = counts.values().stream().mapToLong(Long::longValue).sum();
        return new Rest(Math.max(0, counts.size() - limit), all - shown);
    }
}
