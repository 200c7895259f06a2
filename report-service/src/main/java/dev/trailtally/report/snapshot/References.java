package dev.trailtally.report.snapshot;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** References into dictionaries, each once. */
public final class References {

    private final Map<Dictionary, Set<Long>> byDictionary = new EnumMap<>(Dictionary.class);

    public References with(Dictionary dictionary, long reference) {
        byDictionary.computeIfAbsent(dictionary, absent -> new HashSet<>()).add(reference);
        return this;
    }

    public Set<Long> of(Dictionary dictionary) {
        return byDictionary.getOrDefault(dictionary, Set.of());
    }

    Map<Dictionary, Set<Long>> byDictionary() {
        return byDictionary;
    }
}
