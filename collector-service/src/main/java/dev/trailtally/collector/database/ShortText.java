package dev.trailtally.collector.database;

import dev.trailtally.collector.source.SourceException;
import java.util.Map;

/** Texts for people, such as messages of AWS, as columns hold them. */
public final class ShortText {

    private static final int MAX_TEXT = 500;

    private ShortText() {}

    public static String of(String text) {
        var storable = text.replace('\0', '?'); // PostgreSQL's text cannot hold it
        return storable.length() <= MAX_TEXT ? storable : storable.substring(0, MAX_TEXT - 1) + "…";
    }

    /** The values :code, :message and :next_step. */
    public static Map<String, String> binds(SourceException failure) {
        return Map.of(
                "code", failure.code(), "message", of(failure.explanation()), "next_step", of(failure.nextStep()));
    }
}
