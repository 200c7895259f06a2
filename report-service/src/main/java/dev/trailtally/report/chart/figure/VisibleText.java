package dev.trailtally.report.chart.figure;

import java.util.Locale;

/** Text of records in a form that is safe to show: the author of a user agent must not be able to reverse or hide a label. */
public final class VisibleText {

    private static final int MAX_LENGTH = 120; // code points: more than a label can show

    private VisibleText() {}

    /** Shortened in the middle; invisible characters appear as escapes. */
    public static String of(String text) {
        if (text.isEmpty()) {
            return "(none)";
        }
        var visible = new StringBuilder();
        shortened(text, MAX_LENGTH)
                .codePoints()
                .forEach(character ->
                        visible.append(isVisible(character) ? Character.toString(character) : escaped(character)));
        return visible.toString();
    }

    /** The first and last characters, an ellipsis between; at most this many code points. */
    public static String shortened(String text, int length) {
        int whole = text.codePointCount(0, text.length());
        if (whole <= length) {
            return text;
        }
        int head = length / 2;
        int tail = Math.max(0, length - head - 1);
        return text.substring(0, text.offsetByCodePoints(0, head))
                + "…"
                + text.substring(text.offsetByCodePoints(text.length(), -tail));
    }

    /** Such as \\u{202e}. */
    public static String escaped(int character) {
        return "\\u{" + Integer.toHexString(character).toLowerCase(Locale.ROOT) + "}";
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
