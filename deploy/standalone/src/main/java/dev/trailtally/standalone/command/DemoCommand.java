package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.AssumedRole;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.OrganizationAccounts;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.simulator.DemoOrganization;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.standalone.StandaloneOptions;
import dev.trailtally.standalone.accesskey.AccessKeyEvents;
import dev.trailtally.standalone.accesskey.Period;
import dev.trailtally.standalone.command.Collecting.OnStop;
import dev.trailtally.standalone.database.CacheFolder;
import dev.trailtally.standalone.database.EmbeddedDatabase;
import dev.trailtally.standalone.sample.SampleLogs;
import dev.trailtally.standalone.summary.SummaryReader;
import dev.trailtally.standalone.summary.TextSummary;
import io.grpc.Channel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** trailtally demo: a scan of a made-up organization, without any AWS account. */
@Command(
        name = "demo",
        description = {
            "Scans a made-up organization of a dozen accounts by LookupEvents, as scan --org does with a real one: no AWS"
                    + " account is needed and none is touched. One account and one region are denied, to show how"
                    + " failures are reported. Then prints the summary, what one access key did, and which"
                    + " granted permissions are unused.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  trailtally demo",
            "  trailtally demo --past-hours 6 --serve     keep running, and print calls to try with grpcurl",
            "  trailtally demo --keep ~/made-up           keep the database for reports",
            "  trailtally watch                           in a second terminal, while it runs"
        })
final class DemoCommand implements Callable<Integer> {

    private static final int KEY_EVENTS_SHOWN = 15;
    private static final int MAX_HOURS = 72;

    @Option(
            names = "--past-hours",
            paramLabel = "<n>",
            defaultValue = "48",
            description = "How many hours of its events to scan, 1 to 72. Default: ${DEFAULT-VALUE}")
    private int pastHours;

    @Option(names = "--serve", description = "Keep running afterwards, and print calls to try with grpcurl.")
    private boolean serve;

    @Option(
            names = "--port",
            paramLabel = "<port>",
            defaultValue = "0",
            description = "The gRPC port on 127.0.0.1. Default: any free port.")
    private int port;

    @Option(
            names = "--keep",
            paramLabel = "<dir>",
            description =
                    "Keep the made-up database in this new folder, for trailtally report --keep <dir>. Default: it is"
                            + " deleted at the end.")
    private @Nullable Path keep;

    @Mixin
    private Talk talk = new Talk();

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (pastHours < 1 || pastHours > MAX_HOURS || port < 0 || port > 65_535) {
            throw talk.usage("--past-hours must be 1 to 72, --port 0 to 65535.");
        }
        if (keep != null && EmbeddedDatabase.isIn(keep)) {
            throw talk.usage(
                    "There is a database in " + keep + " already; made-up data is not added to it. Name a new folder.");
        }
        talk.say("This is made-up data: an AWS stand-in on this machine simulates an organization of 12 accounts.");
        var sample = SampleLogs.in(CacheFolder.path());
        try (var interruption = new Interruption();
                var simulator = Simulator.start(DemoOrganization.settings(clock).build())) {
            signIn(simulator);
            talk.say("Starting PostgreSQL and the services ...");
            var options = StandaloneOptions.temporary(sample)
                    .keptIn(keep)
                    .onPort(port)
                    .against(simulator.endpoint())
                    .onlyOwnScans();
            try (var instance = OwnServices.start(options, talk.err())) {
                show(instance.channel(), interruption);
                if (serve && !interruption.asked()) {
                    new GrpcurlCalls(instance.channel(), instance.port()).print(talk.out(), sample, clock);
                    talk.say("Serving gRPC on 127.0.0.1:" + instance.port() + ". Ctrl-C stops.");
                    interruption.await();
                }
            }
            if (keep != null) {
                talk.say("The database is kept. Look at it with: trailtally report html --keep "
                        + ShellText.word(keep.toAbsolutePath().toString()));
            }
            return interruption.asked() ? ExitCode.INTERRUPTED : ExitCode.GOOD;
        }
    }

    /** Sets system properties instead of the environment: the AWS SDK reads them first. */
    private static void signIn(Simulator simulator) {
        var key = simulator.managementKey();
        System.setProperty("aws.accessKeyId", key.id());
        System.setProperty("aws.secretAccessKey", key.secret());
        System.setProperty("aws.region", "us-east-1");
        System.clearProperty("aws.sessionToken");
    }

    private void show(Channel channel, Interruption interruption) {
        if (interruption.asked()) {
            return;
        }
        talk.say("");
        talk.say("Same as: trailtally scan --org --role " + RoleOptions.USUAL_ROLE + " --past-hours " + pastHours);
        var access = new DemoAccess(channel, talk.out(), talk.err(), clock);
        var begun = access.start();
        var collected = new Collecting(channel, talk.err(), clock).run(request(), interruption, OnStop.CANCEL);
        if (interruption.asked()) {
            access.cancel(begun);
            return;
        }
        var reader = new SummaryReader(channel);
        var accounts = reader.accounts(List.of());
        new TextSummary(talk.out(), reader, 1).print(collected, accounts);
        if (!accounts.isEmpty()) {
            busiestKey(channel, accounts.getFirst().getAccountId()).ifPresent(key -> showKey(channel, key));
        }
        access.show(begun, interruption);
        if (interruption.asked()) {
            return;
        }
        talk.say("");
        talk.say(
                "All of this was made up. With AWS credentials of a management account: trailtally scan --org, trailtally"
                        + " last-accessed --org --unused-for 90d");
    }

    private CreateScanRequest request() {
        var lookup = LookupSource.newBuilder()
                .setOrganization(OrganizationAccounts.getDefaultInstance())
                .setRole(AssumedRole.newBuilder().setRoleName(RoleOptions.USUAL_ROLE));
        var request = Collecting.request(Source.newBuilder().setLookup(lookup));
        FilterOptions.ofPastHours(pastHours).addTo(request);
        return request.build();
    }

    /** The most frequent key of the newest thousand events of an account. */
    private static Optional<String> busiestKey(Channel channel, String account) {
        var request = ListEventsRequest.newBuilder().setAccountId(account).setPageSize(1_000);
        return ReportServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(1, TimeUnit.MINUTES)
                .listEvents(request.build())
                .getEventsList()
                .stream()
                .map(Event::getAccessKeyId)
                .filter(key -> key.startsWith("AKIA"))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey);
    }

    private void showKey(Channel channel, String key) {
        var out = talk.out();
        out.println();
        out.println("Same as: trailtally key " + key + " --past-hours " + pastHours + " (here at most "
                + KEY_EVENTS_SHOWN + " events)");
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var period = new Period(now.minus(Duration.ofHours(pastHours)), now, ZoneId.systemDefault());
        new AccessKeyEvents(channel, out).print(key, "", period, List.of(), KEY_EVENTS_SHOWN);
    }
}
