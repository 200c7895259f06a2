package dev.trailtally.standalone.command;

import com.google.protobuf.util.Timestamps;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.standalone.database.DataFolder;
import dev.trailtally.standalone.instance.AddressFile;
import dev.trailtally.standalone.instance.Connection;
import dev.trailtally.standalone.instance.RunningInstance;
import dev.trailtally.standalone.summary.CollectedText;
import dev.trailtally.standalone.summary.SummaryReader;
import io.grpc.Channel;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** trailtally watch: follows a scan that another process collects. */
@Command(
        name = "watch",
        description = {
            "Shows the progress of a scan of another trailtally of yours, or of a server; then what it collected.",
            "Ctrl-C only stops the watching; the scan continues.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  trailtally watch",
            "  trailtally watch 9f1c3c1e",
            "  trailtally watch --server collector.example.org:8481"
        })
final class WatchCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "<scan>",
            description = "The scan's id, or the beginning of it. Default: the newest scan.")
    private @Nullable String scanId;

    @ArgGroup(validate = false, heading = "%nA remote service:%n")
    private ServerOptions server = new ServerOptions();

    @Mixin
    private Talk talk = new Talk();

    /** A scan and where it was found. */
    private record Found(Scan scan, Connection server) {}

    @Override
    public Integer call() throws IOException {
        var found = find(servers());
        try (var channel = found.server().open();
                var interruption = new Interruption()) {
            int exitCode = watch(channel, found.scan(), interruption);
            LeftOut.tell(talk.line(), channel);
            return exitCode;
        }
    }

    private int watch(Channel channel, Scan scan, Interruption interruption) {
        talk.say("Watching scan " + scan.getScanId());
        var watching = new Watching(channel, talk.err(), Clock.systemUTC());
        interruption.onAsk(watching::stop);
        var latest = watching.follow(scan);
        if (interruption.asked()) {
            return ExitCode.INTERRUPTED;
        }
        var out = talk.out();
        CollectedText.withCalls(out, new SummaryReader(channel)).print(latest);
        out.flush();
        return Outcome.exitCode(latest, Outcome.foundNothing(latest));
    }

    private List<Connection> servers() throws IOException {
        var remote = server.connection(talk.line(), null);
        if (remote != null) {
            return List.of(remote);
        }
        var running = AddressFile.running(DataFolder.running()).stream()
                .map(RunningInstance::server)
                .map(Connection::local)
                .toList();
        if (running.isEmpty()) {
            throw talk.usage(
                    "You have no running trailtally on this machine. Start one (trailtally scan --org, trailtally scan --resume"
                            + " <scan>, trailtally serve), or name a server with --server <host>:<port>.");
        }
        return running;
    }

    private Found find(List<Connection> servers) throws IOException {
        var found = new ArrayList<Found>();
        for (var address : servers) {
            found.addAll(find(address));
        }
        if (found.isEmpty()) {
            throw talk.usage(
                    scanId == null
                            ? "There is no scan yet."
                            : "There is no scan " + scanId + " in a running trailtally.");
        }
        if (scanId != null && found.size() > 1) {
            throw talk.usage("Several scans start with " + scanId + "; give more of the id.");
        }
        return found.stream()
                .max(Comparator.comparing(each -> each.scan().getCreateTime(), Timestamps.comparator()))
                .orElseThrow();
    }

    private List<Found> find(Connection address) throws IOException {
        try (var channel = address.open()) {
            var finder = new ScanFinder(channel);
            var scans = Optional.ofNullable(scanId)
                    .map(finder::startingWith)
                    .orElseGet(() -> finder.newest().stream().toList());
            return scans.stream().map(scan -> new Found(scan, address)).toList();
        }
    }
}
