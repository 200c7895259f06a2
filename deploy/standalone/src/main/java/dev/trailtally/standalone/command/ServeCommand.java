package dev.trailtally.standalone.command;

import dev.trailtally.standalone.Standalone;
import dev.trailtally.standalone.StandaloneOptions;
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
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** trailtally serve: keeps the services up until it is told to stop. */
@Command(
        name = "serve",
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Keeps the three services up for gRPC clients on 127.0.0.1, and prints calls to try with grpcurl.",
            "",
            "With --logs or --s3 it collects first, while it answers already. Where there is nothing to answer from, it"
                    + " collects a small sample, unless --no-sample is given. Plaintext and without authentication: every user of this machine can"
                    + " call it."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "1:It failed.",
            "2:The command line is wrong, or names a folder or port that cannot be used.",
            "130:Stopped by Ctrl-C (143: by SIGTERM), in order."
        },
        footer = {
            "",
            "Examples:",
            "  trailtally serve",
            "  trailtally serve --logs ~/cloudtrail --keep ~/tally --port 9090"
        })
final class ServeCommand implements Callable<Integer>, Verbosity {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private SourceOptions source = new SourceOptions();

    @Option(
            names = "--keep",
            paramLabel = "<dir>",
            description = "Use and keep the database in this folder. Without it the database is gone at the end.")
    private @Nullable Path keep;

    @Option(
            names = "--port",
            paramLabel = "<port>",
            defaultValue = "9090",
            description = "The gRPC port on 127.0.0.1; 0 for any free one. Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--allow",
            paramLabel = "<folder>",
            split = ",",
            description = "A folder that CreateScan may read, with its subfolders, besides that of --logs; repeatable.")
    private List<Path> allowed = List.of();

    @Option(names = "--no-sample", description = "Collect nothing where there is nothing to answer from.")
    private boolean noSample;

    @Option(names = "--verbose", description = "Log what the services do, and failures with their stack trace.")
    private boolean verbose;

    @Override
    public boolean verbose() {
        return verbose;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        source.check();
        if (port < 0 || port > 65_535) {
            throw new ParameterException(spec.commandLine(), "--port must be 0 to 65535, got " + port);
        }
        var sample = SampleLogs.in(CacheFolder.path());
        var options = StandaloneOptions.temporary(roots(sample).toArray(Path[]::new))
                .keptIn(keep)
                .onPort(port);
        say("Starting PostgreSQL and the services ...");
        try (var interruption = new Interruption();
                var standalone = start(options)) {
            return serve(standalone, sample, interruption);
        }
    }

    private int serve(Standalone standalone, Path sample, Interruption interruption)
            throws IOException, InterruptedException {
        say("Serving gRPC on 127.0.0.1:" + standalone.port());
        var channel = standalone.channel();
        var reader = new SummaryReader(channel);
        if (source.given()) {
            say("Collecting ...");
            collect(channel, reader, sample, interruption);
        } else if (!noSample && reader.accounts(List.of()).isEmpty()) {
            say("There is nothing to answer from yet: collecting the sample ...");
            collect(channel, reader, sample, interruption);
        }
        if (!interruption.asked()) {
            var root = source.root(sample);
            var calls = new GrpcurlCalls(channel, standalone.port());
            var out = spec.commandLine().getOut();
            calls.print(out, root == null ? sample : root);
            say("Ctrl-C stops.");
            interruption.await();
        }
        say("Stopping ...");
        return ExitCode.INTERRUPTED;
    }

    private void collect(Channel channel, SummaryReader reader, Path sample, Interruption interruption)
            throws IOException {
        var talk = spec.commandLine().getErr();
        var collected = new Collecting(channel, talk, Boolean.getBoolean("trailtally.terminal"), Clock.systemUTC())
                .run(source.request(sample), interruption);
        CollectedText.withCalls(talk, reader).print(collected.scan());
        talk.flush();
    }

    private Standalone start(StandaloneOptions options) throws IOException {
        try {
            return Standalone.start(options);
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    throw new ParameterException(
                            spec.commandLine(), "Port " + port + " is in use; name another one with --port.", e);
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
            if (!Files.isDirectory(folder)) {
                throw new ParameterException(spec.commandLine(), "--allow: there is no folder " + folder);
            }
            roots.add(folder.toRealPath());
        }
        return roots;
    }

    private void say(String line) {
        var talk = spec.commandLine().getErr();
        talk.println(line);
        talk.flush();
    }
}
