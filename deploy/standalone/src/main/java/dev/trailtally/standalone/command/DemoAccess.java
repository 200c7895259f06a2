package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.AssumedRole;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.OrganizationAccounts;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.standalone.command.Collecting.OnStop;
import dev.trailtally.standalone.lastaccessed.AccessCoverageText;
import dev.trailtally.standalone.lastaccessed.AccessReader;
import dev.trailtally.standalone.lastaccessed.ScanSelection;
import dev.trailtally.standalone.lastaccessed.UnusedText;
import dev.trailtally.standalone.summary.SummaryReader;
import io.grpc.Channel;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;

/** The demo's second part: what the made-up organization grants but nobody uses. */
final class DemoAccess {

    private static final Duration UNUSED_FOR = Duration.ofDays(90);
    private static final int FINDINGS_SHOWN = 10;
    private static final int FINDINGS_OF_KIND = 3;

    private final Channel channel;
    private final PrintWriter out;
    private final PrintWriter talk;
    private final Collecting collecting;

    DemoAccess(Channel channel, PrintWriter out, PrintWriter talk, Clock clock) {
        this.channel = channel;
        this.out = out;
        this.talk = talk;
        this.collecting = new Collecting(channel, talk, clock);
    }

    /** Starts to collect, in parallel with other scans. */
    Scan start() {
        return collecting.create(request());
    }

    /** Stops the scan. */
    void cancel(Scan begun) {
        collecting.cancel(begun.getScanId());
    }

    /** Follows it to its end, and shows what it found. */
    void show(Scan begun, Interruption interruption) {
        var command = "Same as: trailtally last-accessed --org --policies --unused-for " + UNUSED_FOR.toDays() + "d";
        talk.println();
        talk.println(command + " (started with the previous scan, so that you wait less)");
        talk.flush();
        var scan = collecting.watch(begun, interruption, OnStop.CANCEL);
        if (interruption.asked()) {
            return;
        }
        var scans = new SummaryReader(channel);
        var access = new AccessReader(channel, new ScanSelection(scans, talk).query(scan, true));
        out.println();
        out.println("What can we remove? " + command + " (here at most " + FINDINGS_SHOWN + " findings, "
                + FINDINGS_OF_KIND + " of a kind)");
        var scope = new UnusedText(out, UNUSED_FOR, FINDINGS_SHOWN, FINDINGS_OF_KIND)
                .print(access)
                .getScope();
        out.println();
        new AccessCoverageText(out).print(scan, scope, access, scans);
        out.flush();
    }

    private static CreateScanRequest request() {
        var source = LastAccessedSource.newBuilder()
                .setOrganization(OrganizationAccounts.getDefaultInstance())
                .setRole(AssumedRole.newBuilder().setRoleName(RoleOptions.USUAL_ROLE))
                .setGrantingPolicies(true);
        return Collecting.request(Source.newBuilder().setLastAccessed(source)).build();
    }
}
