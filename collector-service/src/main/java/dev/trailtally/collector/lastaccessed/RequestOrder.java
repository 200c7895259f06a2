package dev.trailtally.collector.lastaccessed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * The order in which entities are requested. Permissions often depend on paths and names, by which listings are sorted.
 * So that the first entities represent the others, they come from all paths in turn, and in random order within each.
 */
final class RequestOrder {

    private record Turn<T>(int turn, T item) {}

    private RequestOrder() {}

    /** @param seed gives the same order every time */
    static <T> List<T> first(List<T> items, Function<T, String> arn, long seed) {
        var shuffled = new ArrayList<>(items);
        Collections.shuffle(shuffled, new Random(seed));
        var turns = new HashMap<String, Integer>();
        return shuffled.stream()
                .map(item -> new Turn<>(turns.merge(path(arn.apply(item)), 1, Integer::sum), item))
                .sorted(Comparator.comparingInt(Turn::turn))
                .map(Turn::item)
                .toList();
    }

    private static String path(String arn) {
        return arn.substring(0, arn.lastIndexOf('/') + 1);
    }
}
