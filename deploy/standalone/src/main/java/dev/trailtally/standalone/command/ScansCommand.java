package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.ListScansResponse;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.standalone.rows.CsvRows;
import dev.trailtally.standalone.summary.JsonText;
import dev.trailtally.standalone.summary.ScanTable;
import io.grpc.Channel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** trailtally scans: lists the scans of a database. */
@Command(
        name = "scans",
        description = {
            "Lists the scans of a database, newest first: what each collects, its progress, and the command that"
                    + " continues it. It sends no request to AWS, and continues no scan.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  trailtally scans",
            "  trailtally scans --unfinished --keep ~/tally",
            "  trailtally scans --json | jq '.scans[] | select(.state == \"SCAN_STATE_INCOMPLETE\")'"
        })
final class ScansCommand implements Callable<Integer> {

    @Mixin
    private ReportDatabaseOptions database = new ReportDatabaseOptions();

    @Option(names = "--unfinished", description = "Only scans that can be continued.")
    private boolean unfinished;

    @Option(
            names = "--rows",
            paramLabel = "<n>",
            defaultValue = "50",
            description = "How many scans to list at most. Default: ${DEFAULT-VALUE}")
    private int rows;

    @Option(
            names = "--json",
            description = "Print one JSON document instead: scans[], each a Scan as in the .proto files (64-bit numbers"
                    + " are strings).")
    private boolean json;

    @Option(names = "--csv", description = "Print comma-separated values instead.")
    private boolean csv;

    @Mixin
    private CsvOptions csvOptions = new CsvOptions();

    @Mixin
    private Talk talk = new Talk();

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() throws IOException {
        if (json && csv) {
            throw talk.usage("--json and --csv exclude each other.");
        }
        csvOptions.check(talk.line(), csv, "--csv");
        if (rows < 1) {
            throw talk.usage("--rows must be 1 or more, got " + rows);
        }
        return database.ask(talk.line(), this::print);
    }

    private int print(Channel channel) {
        var scans = new ScanFinder(channel).all(unfinished, rows);
        var out = talk.out();
        if (json) {
            out.println(JsonText.of(ListScansResponse.newBuilder().addAllScans(scans)));
        } else if (csv) {
            csvOptions.begin(out);
            var table = new CsvRows(out, ScanTable.CSV_HEADER);
            scans.forEach(scan -> table.row(ScanTable.csv(scan, resumeLine(scan))));
        } else if (!scans.isEmpty()) {
            new ScanTable(out, clock.instant()).print(scans, this::resumeLine);
        }
        out.flush();
        if (scans.isEmpty()) {
            talk.say(unfinished ? "Every scan has ended." : "There is no scan yet.");
        }
        return scans.isEmpty() ? ExitCode.NOTHING_FOUND : ExitCode.GOOD;
    }

    /** Empty if there is nothing to continue, or if the database belongs to a server. */
    private String resumeLine(Scan scan) {
        @Nullable Path folder = database.keptIn();
        return ScanFinder.resumable(scan) && folder != null ? ResumeLine.of(scan, folder, List.of()) : "";
    }
}
