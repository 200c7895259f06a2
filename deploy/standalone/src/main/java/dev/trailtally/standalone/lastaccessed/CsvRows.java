package dev.trailtally.standalone.lastaccessed;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.trailtally.standalone.terminal.TerminalText;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Comma-separated values as RFC 4180 has them. Names in IAM may begin with =, +, - and @, which spreadsheets take for a
 * formula: such a cell gets an apostrophe in front.
 */
final class CsvRows {

    private static final String FORMULA = "=+-@\t\r";
    private static final String LINE_END = "\r\n";

    private final PrintWriter out;

    CsvRows(PrintWriter out, List<String> header) {
        this.out = out;
        row(header);
    }

    void row(List<String> cells) {
        out.print(cells.stream().map(CsvRows::cell).collect(Collectors.joining(",")) + LINE_END);
    }

    /** Two parts of a row. */
    void row(List<String> cells, List<String> more) {
        row(Stream.concat(cells.stream(), more.stream()).toList());
    }

    void end() {
        out.flush();
    }

    /** RFC 3339 in UTC; empty where there is none. */
    static String time(boolean present, Timestamp time) {
        return present ? Timestamps.toString(time) : "";
    }

    private static String cell(String text) {
        var formula = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
        var safe = TerminalText.line(formula ? "'" + text : text);
        return safe.contains(",") || safe.contains("\"") ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }
}
