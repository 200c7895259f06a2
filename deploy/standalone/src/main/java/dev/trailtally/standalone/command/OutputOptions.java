package dev.trailtally.standalone.command;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options for the output of a scan. */
final class OutputOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--dump-raw",
            paramLabel = "<dir>",
            description = "Also write the JSON of the scan's events, one per line, oldest first, to"
                    + " <account>-<region>.jsonl; existing files are replaced. Implies --keep-raw.")
    @Nullable
    Path dumpRaw;

    @Option(
            names = "--accounts-shown",
            paramLabel = "<n>",
            defaultValue = "10",
            description =
                    "How many accounts to show one by one, those with the most events first; the others are in the"
                            + " table of totals. Default: ${DEFAULT-VALUE}")
    int accountsShown;

    @Option(
            names = "--json",
            description = "Print one JSON document instead: scan, units, rejections, rollup and accounts[] with"
                    + " serviceUsage and activity, each as in the .proto files (64-bit numbers are strings).")
    boolean json;

    boolean dumpsRaw() {
        return dumpRaw != null;
    }

    /** These options again, for the command line that continues a scan. */
    List<String> words() {
        return dumpRaw == null
                ? List.of()
                : List.of("--dump-raw", dumpRaw.toAbsolutePath().toString());
    }

    void check() {
        OutputFolder.check(spec.commandLine(), "--dump-raw", dumpRaw);
        if (accountsShown < 0) {
            throw new ParameterException(spec.commandLine(), "--accounts-shown must be 0 or more.");
        }
    }
}
