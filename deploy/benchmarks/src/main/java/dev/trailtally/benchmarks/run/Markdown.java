package dev.trailtally.benchmarks.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A table for people. */
public final class Markdown {

    private final List<List<String>> rows = new ArrayList<>();

    public Markdown(String... head) {
        rows.add(List.of(head));
    }

    public Markdown row(String... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException("a row of %d cells in a table of %d"
                    .formatted(cells.length, rows.getFirst().size()));
        }
        rows.add(List.of(cells));
        return this;
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would add a dependency
    public static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** The first column is text, the others are numbers. */
    @Override
    public String toString() {
        var lines = new ArrayList<String>();
        lines.add(line(rows.getFirst()));
        lines.add("|---" + "|---:".repeat(rows.getFirst().size() - 1) + "|");
        rows.stream().skip(1).map(Markdown::line).forEach(lines::add);
        return String.join("\n", lines) + "\n";
    }

    private static String line(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |"));
    }
}
