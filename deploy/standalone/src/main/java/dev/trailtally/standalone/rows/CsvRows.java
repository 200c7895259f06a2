package dev.trailtally.standalone.rows;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.trailtally.standalone.terminal.TerminalText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.text.Normalizer;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Comma-separated values as in RFC 4180. Names and user agents may start with =, +, - and @, which spreadsheets
 * read as a formula: such a text gets a leading apostrophe; a number never does.
 */
public final class CsvRows implements Rows {

    private static final String FORMULA = "=+-@";
    private static final String CELL_ENDS = "\t\r\n";

    private final CSVPrinter printer;

    public CsvRows(Writer out, List<String> header) {
        try {
            this.printer = new CSVPrinter(out, CSVFormat.RFC4180);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        row(header);
    }

    @Override
    public void row(List<?> cells) {
        try {
            printer.printRecord(cells.stream().map(CsvRows::cell));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Two parts of a row. */
    public void row(List<?> cells, List<?> more) {
        row(Stream.concat(cells.stream(), more.stream()).toList());
    }

    /** RFC 3339 in UTC; empty if there is none. */
    public static String time(boolean present, Timestamp time) {
        return present ? Timestamps.toString(time) : "";
    }

    private static Object cell(Object value) {
        if (value instanceof Number) {
            return value;
        }
        var text = value.toString();
        return TerminalText.line(formula(text) ? "'" + text : text);
    }

    private static boolean formula(String text) {
        if (text.isEmpty()) {
            return false;
        }
        var first = text.codePoints().filter(character -> !blank(character)).findFirst();
        return CELL_ENDS.indexOf(text.charAt(0)) >= 0 || (first.isPresent() && operator(first.getAsInt()));
    }

    /** Characters that a spreadsheet may strip or ignore: spaces, controls, zero-width characters, byte order marks. */
    private static boolean blank(int character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.isISOControl(character)
                || Character.getType(character) == Character.FORMAT;
    }

    /** Full-width and small forms count as well: spreadsheets of East Asian locales read them as operators. */
    private static boolean operator(int character) {
        var plain = Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKC);
        return FORMULA.contains(plain.substring(0, 1));
    }
}
