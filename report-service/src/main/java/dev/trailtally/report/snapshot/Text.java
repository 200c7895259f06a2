package dev.trailtally.report.snapshot;

import java.util.Comparator;

/**
 * What a row of a dictionary says.
 *
 * @param main the text; of an action its event source, of a principal its key
 * @param name of an action its event name, of a principal its display name; else empty
 * @param type of a principal; else empty
 * @param called of an action "source:name"; else the main text
 */
public record Text(String main, String name, String type, String called) {

    /** The order of the database, collation "C": that of code points, which differs from Java's beyond U+FFFF. */
    public static final Comparator<String> ORDER = Text::compare;

    private static final int OBJECTS = 160; // bytes of the record, its strings and its place in a cache

    static Text of(String main, String name, String type, boolean action) {
        return new Text(main, name, type, action ? main + ":" + name : main);
    }

    int weight() {
        return OBJECTS + main.length() + name.length() + type.length() + called.length();
    }

    private static int compare(String one, String other) {
        if (one.equals(other)) {
            return 0;
        }
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                boolean sameKind = Character.isSurrogate(a) == Character.isSurrogate(b);
                return sameKind
                        ? Character.compare(a, b)
                        : Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b));
            }
        }
        return Integer.compare(one.length(), other.length());
    }
}
