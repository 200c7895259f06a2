package dev.trailtally.standalone.lastaccessed;

import dev.trailtally.collector.v1.Failure;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.standalone.summary.Format;
import dev.trailtally.standalone.summary.NextStep;
import dev.trailtally.standalone.summary.SummaryReader;
import dev.trailtally.standalone.terminal.TerminalText;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;

/** Requested ARNs that a scan could not look up, so that no report can have them, and why. */
public final class MissingArns {

    private static final int SHOWN = 100;
    private static final Failure UNKNOWN =
            Failure.newBuilder().setMessage("it was not looked up").build();

    private final PrintWriter out;
    private final SummaryReader reader;

    public MissingArns(PrintWriter out, SummaryReader reader) {
        this.out = out;
        this.reader = reader;
    }

    /** Prints nothing if there are none. */
    public void print(Scan scan) {
        var missing = new LinkedHashSet<>(scan.getSource().getLastAccessed().getArnsList());
        // The server has masked those of accounts that the caller may not see.
        missing.removeIf(arn -> !arn.startsWith("arn:"));
        if (missing.isEmpty()) {
            return;
        }
        var met = new HashSet<String>();
        reader.forEachJob(scan.getScanId(), job -> met.add(job.getArn()));
        missing.removeAll(met);
        if (missing.isEmpty()) {
            return;
        }
        var reasons = reasons(scan);
        var steps = new LinkedHashSet<String>();
        out.println("Not reported, because " + (missing.size() == 1 ? "it" : "they") + " could not be looked up");
        missing.stream().limit(SHOWN).forEach(arn -> {
            var why = reasons.getOrDefault(account(arn), UNKNOWN);
            out.println("  "
                    + TerminalText.line(arn + "  " + (why.getCode().isEmpty() ? why.getMessage() : why.getCode())));
            if (!why.getCode().isEmpty()) {
                steps.add(NextStep.line(why));
            }
        });
        if (missing.size() > SHOWN) {
            out.println("  " + Format.number(missing.size() - (long) SHOWN) + " more");
        }
        steps.forEach(step -> out.println("  next step  " + step));
        out.println();
        out.flush();
    }

    /** Why entities could not be looked up, by account. */
    private Map<String, Failure> reasons(Scan scan) {
        var reasons = new HashMap<String, Failure>();
        for (var failure : scan.getFailuresList()) {
            if (failure.getObjectUri().startsWith("arn:")) {
                reasons.putIfAbsent(account(failure.getObjectUri()), failure);
            }
        }
        reader.forEachUnit(scan.getScanId(), unit -> {
            if (unit.hasFailure() && !unit.getRegion().equals(ScanSelection.ORGANIZATION)) {
                reasons.put(unit.getAccountId(), unit.getFailure());
            }
        });
        return reasons;
    }

    private static String account(String arn) {
        return arn.split(":", 6)[4];
    }
}
