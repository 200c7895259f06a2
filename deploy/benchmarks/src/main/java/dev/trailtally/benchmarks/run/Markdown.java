package dev.trailtally.benchmarks.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A table for people: its columns, each with its head and what it says of a row. */
public final class Markdown<R> {

    private final List<Column<R>> columns = new ArrayList<>();

    private record Column<R>(String head, Function<? super R, String> cell) {}

    /** @param format of the value, such as {@code %,d} */
    public Markdown<R> column(String head, String format, Function<? super R, ?> value) {
        columns.add(new Column<>(head, row -> format(format, value.apply(row))));
        return this;
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would add a dependency
    public static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** The first column is text, the others are numbers. */
    public String of(List<? extends R> rows) {
        var lines = new ArrayList<String>();
        lines.add(line(Column::head));
        lines.add("|---" + "|---:".repeat(columns.size() - 1) + "|");
        rows.forEach(row -> lines.add(line(column -> column.cell().apply(row))));
        return String.join("\n", lines) + "\n";
    }

    private String line(Function<Column<R>, String> cell) {
        return columns.stream().map(cell).collect(Collectors.joining(" | ", "| ", " |"));
    }
}
