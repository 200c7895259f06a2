package dev.trailtally.standalone.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What to print of last-accessed data, as options. */
final class AccessReportOptions {

    private static final Duration MIN_UNUSED = Duration.ofDays(1);
    private static final Duration MAX_UNUSED = Duration.ofDays(400);
    private static final int MAX_ROWS = 100_000;

    @Option(
            names = "--unused-for",
            paramLabel = "<duration>",
            description =
                    "Print what is granted but has not been used for this long: whole days such as 90d, 1d to 400d;"
                            + " for users and roles, unless --types or --arn select others. Default: print what was last accessed.")
    @Nullable
    Duration unusedFor;

    @Option(
            names = "--rows",
            paramLabel = "<n>",
            defaultValue = "100",
            description = "How many rows the table shows; --json and --csv contain all. Default: ${DEFAULT-VALUE}")
    int rows;

    @Option(
            names = "--json",
            description = "Print one JSON document instead, with messages as in the .proto files (64-bit numbers are"
                    + " strings); deploy/standalone/README.md lists its keys.")
    boolean json;

    @Option(
            names = "--csv",
            description = "Print comma-separated values instead, one row for each principal and service (and action)."
                    + " A cell that a spreadsheet could read as a formula starts with an apostrophe.")
    boolean csv;

    @ArgGroup(validate = false)
    CsvOptions csvOptions = new CsvOptions();

    void check(CommandLine line) {
        if (json && csv) {
            throw new ParameterException(line, "--json and --csv exclude each other.");
        }
        csvOptions.check(line, csv, "--csv");
        if (rows < 1 || rows > MAX_ROWS) {
            throw new ParameterException(line, "--rows must be 1 to 100,000, got " + rows);
        }
        if (unusedFor != null && !unusedFor.equals(Duration.ofDays(unusedFor.toDays()))) {
            throw new ParameterException(line, "--unused-for takes whole days, such as 90d.");
        }
        if (unusedFor != null && (unusedFor.compareTo(MIN_UNUSED) < 0 || unusedFor.compareTo(MAX_UNUSED) > 0)) {
            throw new ParameterException(line, "--unused-for must be 1d to 400d, got " + unusedFor.toDays() + "d.");
        }
    }

    /** These options again, for the command line that continues a scan. */
    List<String> words() {
        var words = new ArrayList<String>();
        if (unusedFor != null) {
            words.add("--unused-for");
            words.add(unusedFor.toDays() + "d");
        }
        if (json || csv) {
            words.add(json ? "--json" : "--csv");
        }
        if (csvOptions.byteOrderMark) {
            words.add("--csv-bom");
        }
        return words;
    }
}
