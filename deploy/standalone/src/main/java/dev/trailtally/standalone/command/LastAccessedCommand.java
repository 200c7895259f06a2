package dev.trailtally.standalone.command;

import dev.trailtally.collector.account.CallerCheck;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.UnfinishedScans;
import dev.trailtally.standalone.StandaloneOptions;
import dev.trailtally.standalone.command.Collecting.OnStop;
import dev.trailtally.standalone.instance.Connection;
import dev.trailtally.standalone.lastaccessed.ScanSelection;
import io.grpc.Channel;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** trailtally last-accessed: collects IAM's data on the use of permissions, prints it, and ends. */
@Command(
        name = "last-accessed",
        description = {
            "Asks IAM when the users, roles, groups and policies of AWS accounts last used each service that they are"
                    + " granted, and prints the answers; with --unused-for, what is granted but unused.",
            "",
            "The report is on stdout, everything else on stderr. IAM tracks at least the last 400 days, with a delay of"
                    + " about four hours. Earlier results stay in the database, so that changes can be reported.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  trailtally last-accessed --org --unused-for 90d",
            "  trailtally last-accessed --ou Production --policies --unused-for 180d --csv",
            "  trailtally last-accessed --arn arn:aws:iam::111122223333:role/Deploy --actions",
            "  trailtally last-accessed --accounts @accounts.txt --types users --json",
            "  trailtally last-accessed --resume 9f1c3c1e  continue, or print the report again",
            "  trailtally last-accessed --scan 9f1c3c1e --unused-for 90d --server trailtally.example.org:443"
        })
final class LastAccessedCommand implements Callable<Integer> {

    @Mixin
    private LastAccessedOptions wanted = new LastAccessedOptions();

    @ArgGroup(validate = false, heading = "%nWhat to print:%n")
    private AccessReportOptions report = new AccessReportOptions();

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @ArgGroup(validate = false, heading = "%nA remote service, which then asks IAM with its own credentials:%n")
    private ServerOptions server = new ServerOptions();

    @Option(
            names = "--resume",
            paramLabel = "<scan>",
            description =
                    "Continue a scan that was stopped, retry what it failed to read, or print the report of a complete"
                            + " one: its id, or the start of its id; trailtally scans lists them.")
    private @Nullable String resume;

    @Option(
            names = "--scan",
            paramLabel = "<scan>",
            description =
                    "Only print the report of this scan, as far as it has come, and ask IAM nothing: its id, or the"
                            + " start of its id.")
    private @Nullable String reported;

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
        var remote = server.connectionUnless(talk.line(), database.given());
        if (remote != null) {
            return collect(remote);
        }
        if (named() == null) {
            CallerCheck.identify();
        }
        var folder = named() == null ? database.folder(true) : database.existing();
        announce();
        try (var interruption = new Interruption();
                var instance = OwnServices.start(
                        StandaloneOptions.temporary().keptIn(folder).onlyOwnScans(), talk.err())) {
            return collect(
                    instance.channel(),
                    folder == null ? OnStop.CANCEL : OnStop.LEAVE_OPEN,
                    scan -> new Stopped(scan, folder, report.words()).text(),
                    interruption);
        }
    }

    private int collect(Connection remote) throws IOException {
        try (var channel = remote.open();
                var interruption = new Interruption()) {
            int exitCode = collect(
                    channel,
                    OnStop.LEAVE_OPEN,
                    scan -> "Stopped. The scan continues at the server; --scan " + scan.getScanId()
                            + " prints its report.",
                    interruption);
            LeftOut.tell(talk.line(), channel);
            return exitCode;
        }
    }

    /** The scan that the user named; null for a new one. */
    private @Nullable String named() {
        return resume == null ? reported : resume;
    }

    private void check() {
        report.check(talk.line());
        database.check();
        if (named() == null) {
            wanted.check();
            checkUnused(wanted.ofOrganizationAlone());
            return;
        }
        var option = resume == null ? "--scan" : "--resume";
        if (resume != null && reported != null) {
            throw talk.usage("--resume and --scan exclude each other.");
        }
        if (fresh) {
            throw talk.usage(option + " and --new exclude each other.");
        }
        if (wanted.given()) {
            throw talk.usage(option + " takes the scan as it was requested; leave out what to collect.");
        }
        if (database.temporary()) {
            throw talk.usage(option + " needs the kept database of the scan.");
        }
    }

    private void checkUnused(boolean ofOrganizationAlone) {
        if (report.unusedFor != null && ofOrganizationAlone) {
            throw talk.usage(
                    "--unused-for reports on users, roles, groups and policies, which --org-report alone does not collect."
                            + (named() == null
                                    ? " Name the accounts too (--org, --ou, --accounts or --caller), or leave it out."
                                    : " That scan collected only the organization's reports; leave out --unused-for."));
        }
    }

    private void announce() {
        var role = named() == null ? wanted.usualRole() : null;
        if (role != null) {
            talk.say("Assuming the role " + role + " in each account except your own; --role names another.");
        }
        talk.say("Starting PostgreSQL and the services ...");
    }

    /** @param stopped what to say if this is stopped before the end of the scan */
    private int collect(Channel channel, OnStop onStop, Function<Scan, String> stopped, Interruption interruption) {
        if (interruption.asked()) {
            talk.say("Stopped before the scan started.");
            return ExitCode.INTERRUPTED;
        }
        var collecting = new Collecting(channel, talk.err(), clock);
        var scan = scan(channel, collecting);
        if (reported == null) {
            scan = collecting.watch(scan, interruption, onStop);
        }
        if (interruption.asked()) {
            talk.say(stopped.apply(scan));
            return ExitCode.INTERRUPTED;
        }
        return new AccessOutcome(talk.line(), channel, report).tell(scan);
    }

    private Scan scan(Channel channel, Collecting collecting) {
        var named = named();
        if (named == null) {
            return collecting.create(wanted.request()
                    .setUnfinishedScans(
                            fresh ? UnfinishedScans.UNFINISHED_SCANS_CANCEL : UnfinishedScans.UNFINISHED_SCANS_CONTINUE)
                    .build());
        }
        var scan = new ScanFinder(channel).named(talk.line(), named);
        checkUnused(ScanSelection.ofOrganizationAlone(scan.getSource().getLastAccessed()));
        return resume != null && ScanFinder.unfinished(scan) ? collecting.resume(scan) : scan;
    }
}
