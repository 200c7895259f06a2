package dev.trailtally.standalone.command;

import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.UnfinishedScans;
import dev.trailtally.standalone.Standalone;
import dev.trailtally.standalone.StandaloneOptions;
import dev.trailtally.standalone.command.Collecting.OnStop;
import dev.trailtally.standalone.database.CacheFolder;
import dev.trailtally.standalone.sample.SampleLogs;
import dev.trailtally.standalone.summary.CollectedText;
import dev.trailtally.standalone.summary.SummaryReader;
import io.grpc.Channel;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** trailtally serve: runs the services until it is told to stop. */
@Command(
        name = "serve",
        description = {
            "Runs the three services for gRPC clients on 127.0.0.1, and prints calls to try with grpcurl.",
            "",
            "With a source (--logs, --s3, --org …) it collects while it answers calls, and with --every repeatedly. If the database is empty, it"
                    + " collects a small sample, unless --no-sample is given. Calls are in plaintext and without authentication: every user of this machine can"
                    + " make them."
        },
        footer = {
            "",
            "Examples:",
            "  trailtally serve",
            "  trailtally serve --logs ~/cloudtrail --keep ~/tally --port 9090",
            "  trailtally serve --org --role AuditReader --past-hours 24 --every 1h --last-accessed"
        })
final class ServeCommand implements Callable<Integer> {

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Mixin
    private RepetitionOptions repetition = new RepetitionOptions();

    @Option(
            names = "--last-accessed",
            description = "Also collect IAM's last-accessed data of the same accounts: the services of users, roles,"
                    + " groups and customer-managed policies. With --every, at most every 4 hours.")
    private boolean lastAccessed;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Option(
            names = "--port",
            paramLabel = "<port>",
            defaultValue = "9090",
            description = "The gRPC port on 127.0.0.1; 0 for any free port. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--allow",
            paramLabel = "<folder>",
            split = ",",
            description =
                    "Another folder, besides that of --logs, that CreateScan may read with its subfolders; repeatable.")
    private List<Path> allowed = List.of();

    @Option(names = "--no-sample", description = "Do not collect the sample if the database is empty.")
    private boolean noSample;

    @Mixin
    private Talk talk = new Talk();

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() throws IOException, InterruptedException, SourceException {
        source.check(clock);
        repetition.check(source);
        database.check();
        if (lastAccessed && !source.isLookup()) {
            throw talk.usage("--last-accessed needs accounts to ask: --org, --ou, --accounts or --caller.");
        }
        if (port < 0 || port > 65_535) {
            throw talk.usage("--port must be 0 to 65535, got " + port);
        }
        checkAllowed();
        source.checkCaller();
        var sample = SampleLogs.in(CacheFolder.path());
        var folder = database.folder(source.isLookup());
        var options = StandaloneOptions.temporary(roots(sample).toArray(Path[]::new))
                .keptIn(folder)
                .onPort(port);
        talk.say("Starting PostgreSQL and the services ...");
        try (var interruption = new Interruption();
                var instance = start(options)) {
            return serve(instance, sample, folder, interruption);
        }
    }

    private int serve(Standalone instance, Path sample, @Nullable Path folder, Interruption interruption)
            throws IOException, InterruptedException {
        talk.say("Serving gRPC on 127.0.0.1:" + instance.port());
        var channel = instance.channel();
        if (source.given()) {
            talk.say("Collecting ...");
            collect(channel, sample, folder, interruption);
        } else if (!noSample && new SummaryReader(channel).accounts(List.of()).isEmpty()) {
            talk.say("The database is empty: collecting the sample ...");
            collect(channel, sample, folder, interruption);
        }
        if (!interruption.asked()) {
            var root = source.root(sample);
            var calls = new GrpcurlCalls(channel, instance.port());
            var out = talk.out();
            calls.print(out, root == null ? sample : root, clock);
            talk.say("Ctrl-C stops.");
            interruption.await();
        }
        talk.say("Stopping ...");
        return ExitCode.INTERRUPTED;
    }

    private void collect(Channel channel, Path sample, @Nullable Path folder, Interruption interruption)
            throws IOException {
        var scans = new ArrayList<Scan>();
        var events = source.request(sample);
        repetition.addTo(events);
        ask(channel, events.build()).ifPresent(scans::add);
        if (lastAccessed) {
            var access = source.lastAccessedRequest();
            repetition.addToLastAccessed(access);
            ask(channel, access.build()).ifPresent(scans::add);
        }
        var onStop = folder == null ? OnStop.CANCEL : OnStop.LEAVE_OPEN;
        for (var scan : scans) {
            if (!interruption.asked()) {
                follow(channel, scan, interruption, onStop);
            }
        }
    }

    /** The new scan; empty if one of this database already repeats this request. */
    private Optional<Scan> ask(Channel channel, CreateScanRequest request) {
        var repeated = repetition.given() ? new ScanFinder(channel).openRepetition(request) : Optional.<Scan>empty();
        if (repeated.isPresent()) {
            talk.say("Scan " + repeated.get().getScanId() + " of this database already collects this, and continues.");
            return Optional.empty();
        }
        var continuing = request.toBuilder()
                .setUnfinishedScans(UnfinishedScans.UNFINISHED_SCANS_CONTINUE)
                .build();
        return Optional.of(new Collecting(channel, talk.err(), clock).create(continuing));
    }

    private void follow(Channel channel, Scan scan, Interruption interruption, OnStop onStop) {
        var collecting = new Collecting(channel, talk.err(), clock);
        var latest = scan.getSource().hasLastAccessed()
                ? collecting.watch(scan, interruption, onStop)
                : collecting.follow(scan, interruption, onStop).scan();
        CollectedText.withCalls(talk.err(), new SummaryReader(channel)).print(latest);
        talk.err().flush();
    }

    private Standalone start(StandaloneOptions options) throws IOException {
        try {
            return OwnServices.start(options, talk.err());
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    throw talk.usage("Port " + port + " is in use; choose another one with --port.");
                }
            }
            throw e;
        }
    }

    private List<Path> roots(Path sample) throws IOException {
        var roots = new ArrayList<Path>();
        roots.add(sample);
        var logs = source.root(sample);
        if (logs != null && !logs.equals(sample)) {
            roots.add(logs);
        }
        for (var folder : allowed) {
            roots.add(folder.toRealPath());
        }
        return roots;
    }

    private void checkAllowed() {
        for (var folder : allowed) {
            if (!Files.isDirectory(folder)) {
                throw talk.usage("--allow: there is no folder " + folder);
            }
        }
    }
}
