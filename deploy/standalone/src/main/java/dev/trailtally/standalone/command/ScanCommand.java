package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.standalone.Standalone;
import dev.trailtally.standalone.StandaloneOptions;
import dev.trailtally.standalone.database.CacheFolder;
import dev.trailtally.standalone.sample.SampleLogs;
import dev.trailtally.standalone.summary.Collected;
import dev.trailtally.standalone.summary.JsonSummary;
import dev.trailtally.standalone.summary.SummaryReader;
import dev.trailtally.standalone.summary.TextSummary;
import io.grpc.Channel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** trailtally scan: collects, rolls up, prints a summary, ends. */
@Command(
        name = "scan",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Counts CloudTrail log files and prints a summary.",
            "",
            "The summary is on stdout, everything else on stderr. The filters choose what is collected; the summary"
                    + " shows all that the database holds (of the accounts of --account, where given)."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:All was collected. Records may have been rejected; the summary says which.",
            "1:It failed.",
            "2:The command line is wrong, or names a folder that is missing or cannot be used.",
            "3:Collected, but not all could be listed or read; the summary says what is missing.",
            "4:No log file and no event was found.",
            "130:Stopped by Ctrl-C (143: by SIGTERM). With --keep, the same command goes on from there."
        },
        footer = {
            "",
            "Examples:",
            "  trailtally scan --logs ~/cloudtrail --keep ~/tally",
            "  trailtally scan --s3 s3://my-trail/AWSLogs --region eu-west-1,eu-central-1 --start 2024-05-01",
            "  trailtally scan --logs ~/cloudtrail --json | jq '.accounts[].account.accountId'"
        })
final class ScanCommand implements Callable<Integer>, Verbosity {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Option(
            names = "--keep",
            paramLabel = "<dir>",
            description = "Keep the database in this folder; the next scan adds only what is new. Without it the"
                    + " database is gone at the end.")
    private @Nullable Path keep;

    @Option(
            names = "--accounts-shown",
            paramLabel = "<n>",
            defaultValue = "10",
            description = "How many accounts to show one by one, those with the most events first; the rest is in the"
                    + " table of totals. Default: ${DEFAULT-VALUE}")
    private int accountsShown;

    @Option(
            names = "--json",
            description = "Print one JSON document instead: scan, units, rejections, rollup and accounts[] with"
                    + " serviceUsage and activity, each as in the .proto files (64-bit numbers are strings).")
    private boolean json;

    @Option(names = "--verbose", description = "Log what the services do, and failures with their stack trace.")
    private boolean verbose;

    @Override
    public boolean verbose() {
        return verbose;
    }

    @Override
    public Integer call() throws IOException {
        source.check();
        if (accountsShown < 0) {
            throw new ParameterException(spec.commandLine(), "--accounts-shown must be 0 or more.");
        }
        var talk = spec.commandLine().getErr();
        var sample = SampleLogs.in(CacheFolder.path());
        if (!source.given()) {
            talk.println("No --logs given: using the sample in " + sample);
        }
        talk.println("Starting PostgreSQL and the services ...");
        talk.flush();
        var root = source.root(sample);
        var options = (root == null ? StandaloneOptions.temporary() : StandaloneOptions.temporary(root)).keptIn(keep);
        try (var interruption = new Interruption();
                var standalone = Standalone.start(options)) {
            return scan(standalone.channel(), sample, interruption);
        }
    }

    /** Scans with services that are up. */
    int scan(Channel channel, Path sample, Interruption interruption) throws IOException {
        var talk = spec.commandLine().getErr();
        if (interruption.asked()) {
            return ExitCode.INTERRUPTED;
        }
        var collecting = new Collecting(channel, talk, Boolean.getBoolean("trailtally.terminal"), Clock.systemUTC());
        var collected = collecting.run(source.request(sample), interruption);
        if (interruption.asked()) {
            tellWhatStays(talk, collected.scan());
            return ExitCode.INTERRUPTED;
        }
        return summarize(channel, collected);
    }

    private void tellWhatStays(PrintWriter talk, Scan scan) {
        var events = scan.getRecords().getStored();
        talk.println(
                keep == null
                        ? "Stopped. Nothing stays; with --keep <dir> the database would."
                        : "Stopped. " + events + " new events stay in " + keep
                                + "; the same command goes on with the files not read yet.");
        talk.flush();
    }

    private int summarize(Channel channel, Collected collected) {
        var out = spec.commandLine().getOut();
        var reader = new SummaryReader(channel);
        var accounts = reader.accounts(source.accounts);
        if (json) {
            new JsonSummary(out, reader).print(collected, accounts);
        } else {
            new TextSummary(out, reader, accountsShown).print(collected, accounts);
        }
        var code = exitCode(collected.scan(), accounts.isEmpty());
        if (code == ExitCode.NOTHING_FOUND) {
            var talk = spec.commandLine().getErr();
            talk.println("No CloudTrail event was found there; check the folder or prefix, and the filters.");
            talk.flush();
        }
        return code;
    }

    private static int exitCode(Scan scan, boolean noAccounts) {
        if (scan.getState() != ScanState.SCAN_STATE_SUCCEEDED) {
            return ExitCode.INCOMPLETE;
        }
        return noAccounts ? ExitCode.NOTHING_FOUND : ExitCode.GOOD;
    }
}
