package dev.trailtally.standalone.rows;

import dev.trailtally.standalone.terminal.TerminalText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.stream.Collectors;

/** Tab-separated values: one line per row, whatever its cells contain. */
public final class TsvRows implements Rows {

    private final Writer out;

    public TsvRows(Writer out, List<String> header) {
        this.out = out;
        row(header);
    }

    @Override
    public void row(List<?> cells) {
        try {
            out.write(cells.stream().map(TsvRows::cell).collect(Collectors.joining("\t", "", "\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tabs, line ends and backslashes as PostgreSQL's COPY writes them; no control characters for a terminal. */
    private static String cell(Object value) {
        var escaped = value.toString()
                .replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
        return TerminalText.line(escaped);
    }
}
