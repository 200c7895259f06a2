package dev.trailtally.report.snapshot;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** The texts of the references that a report has asked for. */
public final class Texts {

    private final Map<Dictionary, Map<Long, Text>> byDictionary = new EnumMap<>(Dictionary.class);

    Texts() {}

    void put(Dictionary dictionary, long reference, Text text) {
        byDictionary.computeIfAbsent(dictionary, absent -> new HashMap<>()).put(reference, text);
    }

    public Text of(Dictionary dictionary, long reference) {
        var texts = byDictionary.get(dictionary);
        var text = texts == null ? null : texts.get(reference);
        if (text == null) {
            throw new IllegalStateException("there is no " + dictionary + " " + reference);
        }
        return text;
    }
}
