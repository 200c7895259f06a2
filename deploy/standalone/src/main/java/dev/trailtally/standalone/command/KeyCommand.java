package dev.trailtally.standalone.command;

import dev.trailtally.collector.account.CallerCheck;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.v1.LookupAttribute;
import dev.trailtally.collector.v1.LookupAttributeKey;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.report.v1.EventCategory;
import dev.trailtally.rpc.RpcTimes;
import dev.trailtally.standalone.StandaloneOptions;
import dev.trailtally.standalone.accesskey.AccessKeyCoverage;
import dev.trailtally.standalone.accesskey.AccessKeyEvents;
import dev.trailtally.standalone.accesskey.Period;
import dev.trailtally.standalone.command.Collecting.OnStop;
import dev.trailtally.standalone.summary.CollectedText;
import dev.trailtally.standalone.summary.Format;
import dev.trailtally.standalone.summary.SummaryReader;
import io.grpc.Channel;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** trailtally key: what an access key did. */
@Command(
        name = "key",
        description = {
            "Prints what an access key did, as tab-separated values on stdout, oldest first: time with its offset,"
                    + " source, name, region, error (empty if none), account, source_ip. Backslash, tab and line"
                    + " ends within a value are written as \\\\, \\t, \\n and \\r.",
            "",
            "It reads the database, and reports on stderr what that covers. With --collect, or if there is no database"
                    + " yet, it first asks LookupEvents for the key, in the account of your AWS credentials; LookupEvents"
                    + " covers the management events of the last 90 days.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  trailtally key AKIAIOSFODNN7EXAMPLE --yesterday --time-zone Asia/Tokyo",
            "  trailtally key AKIAIOSFODNN7EXAMPLE --day 2026-11-20 --collect --regions us-east-1,eu-west-1",
            "  trailtally key AKIAIOSFODNN7EXAMPLE --month 2026-11 --category data"
        })
final class KeyCommand implements Callable<Integer> {

    private static final Pattern ACCESS_KEY = Pattern.compile("\\w{4,128}");

    @Parameters(paramLabel = "<access key id>", description = "Such as AKIAIOSFODNN7EXAMPLE.")
    private String accessKey = "";

    @ArgGroup(validate = false, heading = "%nTime:%n")
    private PeriodOptions when = new PeriodOptions();

    @Mixin
    private KeyDatabaseOptions database = new KeyDatabaseOptions();

    @Option(
            names = {"--account", "--accounts"},
            paramLabel = "<id>",
            description = "Only events of this account.")
    private String account = "";

    @Option(
            names = {"--category", "--categories"},
            paramLabel = "<category,…>",
            split = ",",
            description = EventFilterOptions.CATEGORIES)
    private List<EventCategory> categories = List.of();

    @Option(names = "--collect", description = "Ask LookupEvents for the key and the time first.")
    private boolean collect;

    @Option(
            names = {"--region", "--regions"},
            paramLabel = "<region,…>",
            split = ",",
            description = "The regions to ask with --collect. Default: all that are enabled.")
    private List<String> regions = List.of();

    @Mixin
    private Talk talk = new Talk();

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() throws IOException, SourceException {
        if (!ACCESS_KEY.matcher(accessKey).matches()) {
            throw talk.usage("'" + accessKey + "' is not an access key id, such as AKIA…");
        }
        if (!account.isEmpty()) {
            AccountIds.read(talk.line(), "--account", List.of(account));
        }
        var period = when.required(talk.line(), clock, ZoneId.systemDefault());
        if (collect) {
            LookupHistory.check(talk.line(), period.start(), period.end(), clock);
        }
        try (var interruption = new Interruption()) {
            var server = database.server();
            if (server == null) {
                return answerHere(period, interruption);
            }
            try (var channel = server.open()) {
                int exitCode = answer(channel, period, collect, interruption);
                LeftOut.tell(talk.line(), channel);
                return exitCode;
            }
        }
    }

    /** Uses services of this process. */
    private int answerHere(Period period, Interruption interruption) throws IOException, SourceException {
        var folder = database.folder(collect);
        var collects = collect || folder == null;
        if (collects) {
            LookupHistory.check(talk.line(), period.start(), period.end(), clock);
            CallerCheck.identify();
        }
        if (!collect && collects) {
            talk.say("There is no database yet: asking LookupEvents; the events are not kept.");
        }
        talk.say("Starting PostgreSQL and the services ...");
        var options = StandaloneOptions.temporary().keptIn(folder);
        try (var instance =
                OwnServices.start(collects ? options.onlyOwnScans() : options.onlyReporting(), talk.err())) {
            return interruption.asked()
                    ? ExitCode.INTERRUPTED
                    : answer(instance.channel(), period, collects, interruption);
        }
    }

    private int answer(Channel channel, Period period, boolean collects, Interruption interruption) {
        var scan = collects ? Optional.of(collect(channel, period, interruption)) : Optional.<Scan>empty();
        if (interruption.asked()) {
            return ExitCode.INTERRUPTED;
        }
        var events = new AccessKeyEvents(channel, talk.out());
        events.print(accessKey, account, period, categories, Long.MAX_VALUE);
        talk.say(Format.count(events.count(), "event") + " of " + accessKey + " from "
                + period.start().atZone(period.zone()).toOffsetDateTime() + " to "
                + period.end().atZone(period.zone()).toOffsetDateTime() + " (" + period.zone() + ")");
        if (scan.isEmpty()) {
            tellCoverage(channel, period, events);
        }
        return exitCode(scan, events.count());
    }

    private static int exitCode(Optional<Scan> scan, long events) {
        var found = events > 0 ? ExitCode.GOOD : ExitCode.NOTHING_FOUND;
        if (scan.isEmpty()) {
            return found;
        }
        var collected = Outcome.exitCode(scan.get(), events == 0);
        // The events that the database already had are printed anyway.
        return collected == ExitCode.FAILURE && events > 0 ? ExitCode.INCOMPLETE : collected;
    }

    private Scan collect(Channel channel, Period period, Interruption interruption) {
        var lookup = LookupSource.newBuilder()
                .setAttribute(LookupAttribute.newBuilder()
                        .setKey(LookupAttributeKey.LOOKUP_ATTRIBUTE_KEY_ACCESS_KEY_ID)
                        .setValue(accessKey));
        var request = Collecting.request(Source.newBuilder().setLookup(lookup))
                .addAllRegions(regions)
                .setStartTime(RpcTimes.timestamp(period.start()));
        if (period.end().isBefore(clock.instant())) {
            request.setEndTime(RpcTimes.timestamp(period.end()));
        }
        var collected = new Collecting(channel, talk.err(), clock).run(request.build(), interruption, OnStop.CANCEL);
        CollectedText.withCalls(talk.err(), new SummaryReader(channel)).print(collected.scan());
        talk.err().flush();
        return collected.scan();
    }

    private void tellCoverage(Channel channel, Period period, AccessKeyEvents events) {
        var asked = account.isEmpty() ? List.copyOf(events.accounts()) : List.of(account);
        new AccessKeyCoverage(talk.err(), period).print(new SummaryReader(channel).accounts(asked));
        talk.say("--collect asks LookupEvents for this key, in the account of your AWS credentials.");
    }
}
