package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.ListScansRequest;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.rpc.Pages;
import dev.trailtally.standalone.call.Calls;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Finds scans by the names that people use. */
final class ScanFinder {

    private static final int PAGE_SIZE = 1_000;
    private static final int ENOUGH = 10;

    private final Calls calls;

    ScanFinder(Channel channel) {
        this.calls = new Calls(channel);
    }

    /** The scans whose id starts with this prefix, newest first; only a few if there are many. */
    List<Scan> startingWith(String prefix) {
        return find(scan -> scan.getScanId().startsWith(prefix.toLowerCase(Locale.ROOT)), ENOUGH);
    }

    /** All scans, newest first, up to a limit. */
    List<Scan> all(boolean unfinishedOnly, int limit) {
        return find(scan -> !unfinishedOnly || unfinished(scan), limit);
    }

    /** The scan of this command; fails with a message for the user if there is no such scan, or more than one. */
    Scan named(CommandLine line, String prefix) {
        var scans = startingWith(prefix);
        if (scans.size() != 1) {
            throw new ParameterException(
                    line,
                    scans.isEmpty()
                            ? "There is no scan " + prefix
                                    + "; trailtally scans lists those of a folder (--keep) or of a server (--server)."
                            : "Several scans start with " + prefix + "; give more of the id.");
        }
        var scan = scans.getFirst();
        var command = commandOf(scan);
        if (!line.getCommandName().equals(command)) {
            throw new ParameterException(
                    line, "Scan " + prefix + " belongs to trailtally " + command + "; use that command.");
        }
        return scan;
    }

    /** The command that collects such a scan and continues it. */
    static String commandOf(Scan scan) {
        return scan.getSource().hasLastAccessed() ? "last-accessed" : "scan";
    }

    /** The scan created last. */
    Optional<Scan> newest() {
        return find(scan -> true, 1).stream().findFirst();
    }

    /** An open scan that repeats this request, and that the services work on. */
    Optional<Scan> openRepetition(CreateScanRequest request) {
        return find(
                        scan -> open(scan)
                                && scan.getWaitingReason().isEmpty()
                                && scan.hasRepetition()
                                && scan.getSource().equals(request.getSource())
                                && Set.copyOf(scan.getAccountIdsList()).equals(Set.copyOf(request.getAccountIdsList()))
                                && Set.copyOf(scan.getRegionsList()).equals(Set.copyOf(request.getRegionsList())),
                        1)
                .stream()
                .findFirst();
    }

    /** Whether there is anything to continue. */
    static boolean unfinished(Scan scan) {
        return open(scan) || scan.getState() == ScanState.SCAN_STATE_INCOMPLETE;
    }

    /** Whether --resume continues it: if another scan already repeats it, that one retries its failures. */
    static boolean resumable(Scan scan) {
        return unfinished(scan) && scan.getNextScanId().isEmpty();
    }

    static boolean open(Scan scan) {
        return scan.getState() == ScanState.SCAN_STATE_PENDING || scan.getState() == ScanState.SCAN_STATE_RUNNING;
    }

    private List<Scan> find(Predicate<Scan> wanted, int limit) {
        var found = new ArrayList<Scan>();
        var request = ListScansRequest.newBuilder().setPageSize(PAGE_SIZE);
        var pages = new Pages<>(request.build(), next -> calls.scans().listScans(next));
        while (pages.hasNext() && found.size() < limit) {
            pages.next().getScansList().stream()
                    .filter(wanted)
                    .limit(limit - found.size())
                    .forEach(found::add);
        }
        return found;
    }
}
