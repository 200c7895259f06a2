package dev.trailtally.standalone.progress;

import dev.trailtally.collector.v1.Failure;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.standalone.summary.Format;
import dev.trailtally.standalone.terminal.TerminalText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The failures of a scan that have not been shown yet. */
final class FreshFailures {

    private static final String ARN = "arn:";

    private final Set<String> shownOfJobs = new HashSet<>();
    private final Set<String> shownSteps = new HashSet<>();
    private long shown;

    /**
     * The failures, one per line, each next step once below them. A scan lists the first 100 failures; more are
     * counted. If jobs fail for the same reason in the same account, the first is shown, and the line of the total counts
     * the others.
     */
    List<String> lines(Scan scan) {
        var lines = new ArrayList<String>();
        var failures = scan.getFailuresList();
        for (var failure : failures.subList((int) Math.min(shown, failures.size()), failures.size())) {
            if (repeats(failure)) {
                continue;
            }
            lines.add("failed: " + TerminalText.line(what(failure)));
            if (!failure.getNextStep().isEmpty() && shownSteps.add(failure.getNextStep())) {
                lines.add("  next step: " + TerminalText.line(failure.getNextStep()));
            }
        }
        var unnamed = scan.getFailureCount() - Math.max(shown, failures.size());
        if (unnamed > 0 && !scan.getSource().hasLastAccessed()) {
            lines.add("failed: " + Format.count(unnamed, "more account or region", "more accounts or regions"));
        }
        shown = Math.max(shown, Math.max(failures.size(), scan.getFailureCount()));
        return lines;
    }

    private boolean repeats(Failure failure) {
        return failure.getObjectUri().startsWith(ARN)
                && !shownOfJobs.add(failure.getAccountId() + " " + failure.getCode());
    }

    private static String what(Failure failure) {
        var place = failure.getAccountId().isEmpty() || failure.getObjectUri().startsWith(ARN)
                ? failure.getObjectUri()
                : (failure.getAccountId() + " " + failure.getRegion()).strip();
        return failure.getCode() + " " + place + ": " + failure.getMessage();
    }
}
