package dev.trailtally.standalone.command;

import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.v1.UnfinishedScans;
import dev.trailtally.standalone.StandaloneOptions;
import dev.trailtally.standalone.command.Collecting.OnStop;
import dev.trailtally.standalone.database.CacheFolder;
import dev.trailtally.standalone.sample.SampleLogs;
import dev.trailtally.standalone.summary.Collected;
import io.grpc.Channel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** trailtally scan: collects, rolls up, prints a summary, and ends. */
@Command(
        name = "scan",
        description = {
            "Counts CloudTrail events, from log files or by LookupEvents, and prints a summary.",
            "",
            "The summary is on stdout, everything else on stderr. The filters select what is collected; the summary"
                    + " shows everything in the database (for the named accounts, if any).",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  trailtally scan --logs ~/cloudtrail --keep ~/tally",
            "  trailtally scan --s3 s3://my-trail/AWSLogs --region eu-west-1,eu-central-1 --start 2024-05-01",
            "  trailtally scan --logs ~/cloudtrail --json | jq '.accounts[].account.accountId'",
            "  trailtally scan --org --role AuditReader --past-hours 24",
            "  trailtally scan --ou Production --exclude 111122223333 --regions eu-west-1 --dump-raw ~/raw",
            "  trailtally scan --accounts @accounts.txt --lookup EventName=ConsoleLogin",
            "  trailtally scan --resume 9f1c3c1e --keep ~/tally     continue a scan that was stopped"
        })
final class ScanCommand implements Callable<Integer> {

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = "--resume",
            paramLabel = "<scan>",
            description = "Continue a scan that was stopped, or retry what it failed to read: its id, or the"
                    + " start of its id; trailtally scans lists them.")
    private @Nullable String resume;

    @Option(
            names = "--new",
            description = "Start a new scan, and cancel the unfinished ones of the same request. Default: continue the"
                    + " newest of them.")
    private boolean fresh;

    @Mixin
    private Talk talk = new Talk();

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() throws IOException, SourceException {
        check();
        if (resume == null) {
            source.checkCaller();
        }
        var folder = resume == null ? database.folder(source.isLookup()) : database.existing();
        var sample = SampleLogs.in(CacheFolder.path());
        announce(sample);
        var root = resume == null ? source.root(sample) : null;
        var options = (root == null ? StandaloneOptions.temporary() : StandaloneOptions.temporary(root))
                .keptIn(folder)
                .onlyOwnScans();
        try (var interruption = new Interruption();
                var instance = OwnServices.start(options, talk.err())) {
            return scan(instance.channel(), sample, folder, interruption);
        }
    }

    private void check() {
        source.check(clock);
        database.check();
        output.check();
        if (resume != null && source.anyGiven()) {
            throw talk.usage("--resume continues the scan as it was requested; leave out what to collect.");
        }
        if (resume != null && fresh) {
            throw talk.usage("--resume and --new exclude each other.");
        }
        if (resume != null && database.temporary()) {
            throw talk.usage("--resume needs the kept database of the scan.");
        }
    }

    private void announce(Path sample) {
        if (resume == null && !source.given()) {
            talk.say("No --logs given: using the sample in " + sample);
        }
        if (source.usualRole() != null) {
            talk.say("Assuming the role " + source.usualRole()
                    + " in each account except your own; --role names another.");
        }
        talk.say("Starting PostgreSQL and the services ...");
    }

    /** Scans with running services. */
    private int scan(Channel channel, Path sample, @Nullable Path folder, Interruption interruption)
            throws IOException {
        if (interruption.asked()) {
            talk.say("Stopped before the scan started.");
            return ExitCode.INTERRUPTED;
        }
        var collected = collect(channel, sample, folder, interruption);
        var scan = collected.scan();
        if (interruption.asked()) {
            talk.say(new Stopped(scan, folder, output.words()).text());
            return ExitCode.INTERRUPTED;
        }
        return new Outcome(talk.line(), channel, output).tell(collected, source.accountIds());
    }

    private Collected collect(Channel channel, Path sample, @Nullable Path folder, Interruption interruption)
            throws IOException {
        var collecting = new Collecting(channel, talk.err(), clock);
        if (resume != null) {
            var scan = new ScanFinder(channel).named(talk.line(), resume);
            return collecting.follow(collecting.resume(scan), interruption, OnStop.LEAVE_OPEN);
        }
        var request = source.request(sample)
                .setUnfinishedScans(
                        fresh ? UnfinishedScans.UNFINISHED_SCANS_CANCEL : UnfinishedScans.UNFINISHED_SCANS_CONTINUE);
        if (output.dumpsRaw()) {
            request.setKeepRaw(true);
        }
        var onStop = folder == null ? OnStop.CANCEL : OnStop.LEAVE_OPEN;
        return collecting.run(request.build(), interruption, onStop);
    }
}
