package dev.trailtally.standalone.terminal;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jline.utils.WCWidth;

/** Text from records and failures, without characters that could control a terminal or reverse the order of its text. */
public final class TerminalText {

    // Control characters, C1 included; formatting ones, such as the change of direction; separators of lines.
    private static final Pattern STEERING = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private TerminalText() {}

    /** On one line, with a question mark for each such character. */
    public static String line(String text) {
        return STEERING.matcher(text).replaceAll("?");
    }

    /** With its lines and their indentation, and a question mark for each other such character. */
    public static String lines(String text) {
        return text.lines()
                .map(line -> line(line.replace("\t", "    ")))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    /** JSON with such characters written as escapes; they occur only within strings, in which the escape means the same. */
    public static String json(String json) {
        return STEERING.matcher(json)
                .replaceAll(match -> match.group()
                        .chars()
                        .mapToObj(unit -> String.format(Locale.ROOT, "\\\\u%04x", unit))
                        .collect(Collectors.joining()));
    }

    /** How many columns it takes; Chinese, Japanese and Korean characters take two, combining ones none. */
    public static int width(String text) {
        return text.codePoints()
                .map(character -> Math.max(0, WCWidth.wcwidth(character)))
                .sum();
    }

    /** Its start, up to this many columns, with an ellipsis if something is left out. */
    public static String fit(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        var fitting = new StringBuilder();
        var room = columns - 1;
        for (var character : text.codePoints().toArray()) {
            room -= Math.max(0, WCWidth.wcwidth(character));
            if (room < 0) {
                break;
            }
            fitting.appendCodePoint(character);
        }
        return columns < 1 ? "" : fitting + "…";
    }

    /** Filled up with spaces to so many columns. */
    public static String pad(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - width(text)));
    }
}
