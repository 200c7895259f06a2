package dev.trailtally.collector.database;

/** Texts for people, such as messages of AWS, as columns hold them. */
public final class ShortText {

    private static final int MAX_TEXT = 500;

    private ShortText() {}

    public static String of(String text) {
        var storable = text.replace('\0', '?'); // PostgreSQL's text cannot hold it
        return storable.length() <= MAX_TEXT ? storable : storable.substring(0, MAX_TEXT - 1) + "…";
    }
}
