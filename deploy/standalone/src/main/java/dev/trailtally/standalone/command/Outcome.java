package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.RejectionReason;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.standalone.dump.RawDump;
import dev.trailtally.standalone.summary.Collected;
import dev.trailtally.standalone.summary.JsonSummary;
import dev.trailtally.standalone.summary.SummaryReader;
import dev.trailtally.standalone.summary.TextSummary;
import io.grpc.Channel;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** Reports what an ended scan collected, and the exit code for scripts. */
final class Outcome {

    private final PrintWriter out;
    private final PrintWriter talk;
    private final Channel channel;
    private final OutputOptions options;

    Outcome(CommandLine line, Channel channel, OutputOptions options) {
        this.out = line.getOut();
        this.talk = line.getErr();
        this.channel = channel;
        this.options = options;
    }

    /** Prints it and returns the exit code. */
    int tell(Collected collected, List<String> accountIds) throws IOException {
        if (options.dumpRaw != null) {
            talk.println(new RawDump(channel, options.dumpRaw)
                    .write(collected.scan())
                    .text());
            talk.flush();
        }
        var reader = new SummaryReader(channel);
        var accounts = reader.accounts(accountIds);
        if (options.json) {
            new JsonSummary(out, reader).print(collected, accounts);
        } else {
            new TextSummary(out, reader, options.accountsShown).print(collected, accounts);
        }
        var code = exitCode(collected.scan(), accounts.isEmpty());
        if (code == ExitCode.NOTHING_FOUND) {
            talk.println(
                    collected.scan().getSource().hasLookup()
                            ? "No CloudTrail event was found; check the accounts, the times and the filters."
                            : "No CloudTrail event was found there; check the folder or prefix, and the filters.");
            talk.flush();
        }
        return code;
    }

    static int exitCode(Scan scan, boolean nothing) {
        if (scan.getState() != ScanState.SCAN_STATE_SUCCEEDED) {
            return failed(scan) && !readAnything(scan) ? ExitCode.FAILURE : ExitCode.INCOMPLETE;
        }
        return nothing ? ExitCode.NOTHING_FOUND : ExitCode.GOOD;
    }

    /** Whether a scan found nothing, by its own counts. */
    static boolean foundNothing(Scan scan) {
        return scan.getSource().hasLastAccessed()
                ? scan.getJobs().getTotal() == 0
                : scan.getRecords().getStored() + scan.getRecords().getDuplicate() == 0
                        && scan.getObjects().getKnown() == 0;
    }

    private static boolean failed(Scan scan) {
        return scan.getFailureCount() > 0
                || scan.getUnits().getFailed() > 0
                || scan.getObjects().getUnreadable() > 0;
    }

    private static boolean readAnything(Scan scan) {
        var units = scan.getUnits();
        return switch (scan.getSource().getKindCase()) {
            case LOOKUP -> units.getComplete() > 0 || scan.getRequests().getPages() > 0;
            case LAST_ACCESSED ->
                scan.getJobs().getDone() > 0
                        || (units.getComplete() > 0 && scan.getJobs().getFailed() == 0);
            case FOLDER, S3, KIND_NOT_SET -> {
                var objects = scan.getObjects();
                yield objects.getRead() + objects.getKnown() + objects.getIgnored() > 0
                        || scan.getRecords().getRead() + scan.getRecords().getExcluded() > 0
                        || scan.getFailuresList().stream().anyMatch(failure -> isDamage(failure.getCode()));
            }
        };
    }

    /** Whether an object was fetched, by this scan or an earlier one, and what it holds is at fault. */
    private static boolean isDamage(String code) {
        return Arrays.stream(RejectionReason.values())
                .anyMatch(reason -> reason.name().equals("REJECTION_REASON_" + code));
    }
}
