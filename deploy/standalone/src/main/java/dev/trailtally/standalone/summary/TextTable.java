package dev.trailtally.standalone.summary;

import dev.trailtally.standalone.terminal.TerminalText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Aligned columns; those with only numbers are right-aligned. */
public final class TextTable {

    private final String indent;
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(String indent, String... header) {
        this.indent = indent;
        if (header.length > 0) {
            rows.add(List.of(header));
        }
    }

    public TextTable row(String... cells) {
        rows.add(List.of(cells).stream().map(TerminalText::line).toList());
        return this;
    }

    public void print(PrintWriter out) {
        var columns = rows.stream().mapToInt(List::size).max().orElse(0);
        var widths = new int[columns];
        var numeric = new boolean[columns];
        for (int column = 0; column < columns; column++) {
            var cells = column(column);
            widths[column] = cells.stream().mapToInt(TerminalText::width).max().orElse(0);
            numeric[column] = cells.stream().skip(1).allMatch(cell -> cell.matches("[0-9,]*"))
                    && cells.stream().anyMatch(cell -> cell.matches("[0-9,]+"));
        }
        for (var row : rows) {
            out.println((indent + line(row, widths, numeric)).stripTrailing());
        }
    }

    private List<String> column(int column) {
        return rows.stream()
                .filter(row -> row.size() > column)
                .map(row -> row.get(column))
                .toList();
    }

    private static String line(List<String> row, int[] widths, boolean[] numeric) {
        var line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            var cell = row.get(column);
            var padding = " ".repeat(widths[column] - TerminalText.width(cell));
            line.append(column == 0 ? "" : "  ").append(numeric[column] ? padding + cell : cell + padding);
        }
        return line.toString();
    }
}
