package dev.trailtally.standalone.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a terminal shows after some output, for the sequences that live lines use. */
public record Screen(List<String> lines) {

    private static final Pattern PART = Pattern.compile("\\x1b\\[([0-9]*)([AKJ])|([\\r\\n])|([^\\x1b\\r\\n]+)");

    /** Plays the output on an empty screen. */
    public static Screen after(String output) {
        var rows = new ArrayList<StringBuilder>();
        rows.add(new StringBuilder());
        int row = 0;
        int column = 0;
        var parts = PART.matcher(output);
        while (parts.find()) {
            if ("A".equals(parts.group(2))) {
                row -= Integer.parseInt(parts.group(1));
            } else if ("K".equals(parts.group(2))) {
                rows.get(row).setLength(column);
            } else if ("J".equals(parts.group(2))) {
                rows.get(row).setLength(column);
                rows.subList(row + 1, rows.size()).clear();
            } else if ("\r".equals(parts.group(3))) {
                column = 0;
            } else if ("\n".equals(parts.group(3))) {
                row++;
                column = 0;
                if (row == rows.size()) {
                    rows.add(new StringBuilder());
                }
            } else {
                var line = rows.get(row);
                line.replace(
                        column, Math.min(line.length(), column + parts.group().length()), parts.group());
                column += parts.group().length();
            }
        }
        var shown = rows.stream().map(StringBuilder::toString).toList();
        return new Screen(shown.getLast().isEmpty() ? shown.subList(0, shown.size() - 1) : shown);
    }
}
