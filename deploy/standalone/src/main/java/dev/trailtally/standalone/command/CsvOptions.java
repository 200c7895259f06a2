package dev.trailtally.standalone.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How comma-separated values begin, as an option of every command that writes them. */
final class CsvOptions {

    private static final char BYTE_ORDER_MARK = '\ufeff';

    @Option(
            names = "--csv-bom",
            description = "Start the CSV with a UTF-8 byte order mark: Excel then shows names in any script correctly.")
    boolean byteOrderMark;

    /**
     * Fails with a message for the user if there will be no CSV.
     *
     * @param wanted the option that asks for CSV
     */
    void check(CommandLine line, boolean csv, String wanted) {
        if (byteOrderMark && !csv) {
            throw new ParameterException(line, "--csv-bom goes with " + wanted + ".");
        }
    }

    /** Writes what comes before the header. */
    void begin(Writer out) {
        if (byteOrderMark) {
            try {
                out.write(BYTE_ORDER_MARK);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
