package dev.trailtally.standalone.summary;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Text from records and failures, without what could steer a terminal or turn the order of what it shows. */
public final class TerminalText {

    // Control characters, C1 included; formatting ones, such as the change of direction; separators of lines.
    private static final Pattern STEERING = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private TerminalText() {}

    /** On one line, with a question mark for each such character. */
    static String line(String text) {
        return STEERING.matcher(text).replaceAll("?");
    }

    /** With its lines and their indentation, and a question mark for each other such character. */
    public static String lines(String text) {
        return text.lines()
                .map(line -> line(line.replace("\t", "    ")))
                .collect(Collectors.joining(System.lineSeparator()));
    }

    /** JSON with such characters written as escapes; it has them within strings only, where that means the same. */
    public static String json(String json) {
        return STEERING.matcher(json)
                .replaceAll(match -> match.group()
                        .chars()
                        .mapToObj(unit -> String.format(Locale.ROOT, "\\\\u%04x", unit))
                        .collect(Collectors.joining()));
    }
}
