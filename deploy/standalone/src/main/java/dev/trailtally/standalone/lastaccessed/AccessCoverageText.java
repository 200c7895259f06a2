package dev.trailtally.standalone.lastaccessed;

import dev.trailtally.collector.v1.Scan;
import dev.trailtally.report.v1.AccessCoverage;
import dev.trailtally.report.v1.AccessScope;
import dev.trailtally.standalone.summary.Format;
import dev.trailtally.standalone.summary.NextStep;
import dev.trailtally.standalone.summary.SummaryReader;
import dev.trailtally.standalone.summary.TextTable;
import dev.trailtally.standalone.summary.UnitsText;
import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.Set;

/** The coverage of last-accessed figures, and what they lack. */
public final class AccessCoverageText {

    private static final int ACCOUNTS_SHOWN = 100;

    private final PrintWriter out;

    public AccessCoverageText(PrintWriter out) {
        this.out = out;
    }

    /**
     * @param scope of the figures printed before
     */
    public void print(Scan scan, AccessScope scope, AccessReader access, SummaryReader reader) {
        out.println("What this is based on");
        if (scope.hasNewestGeneratedTime()) {
            out.println("  reports    generated " + Format.time(true, scope.getOldestGeneratedTime()) + " to "
                    + Format.time(true, scope.getNewestGeneratedTime())
                    + " UTC. IAM tracks at least the 400 days before, with a delay of about four hours; it counts attempts,"
                    + " including denied ones");
        }
        if (scope.getEntityCount() > 0) {
            printScope(scope);
        } else {
            out.println("  entities   none: no entity was found");
        }
        printGaps(access);
        printOrganizationFailures(scan, reader);
        new UnitsText(out, reader).printFailedJobs(scan);
    }

    private void printScope(AccessScope scope) {
        var missing = scope.getNotEvaluatedCount();
        out.println("  entities   " + Format.number(scope.getEntityCount())
                + (missing == 0
                        ? ", all evaluated"
                        : ", " + Format.number(missing)
                                + " not evaluated: no report could be read, so nothing is known of" + " them"));
        out.println("  accounts   " + Format.number(scope.getAccountCount())
                + (scope.getIncompleteAccountCount() == 0
                        ? ", all complete"
                        : ", " + Format.number(scope.getIncompleteAccountCount()) + " not complete"));
    }

    private void printGaps(AccessReader access) {
        var table = new TextTable(
                "    ", "ACCOUNT", "NAME", "ENTITIES", "NOT EVALUATED", "FAILED JOBS", "LAST REPORT", "FAILURE");
        var steps = new LinkedHashSet<String>();
        var gaps = new long[1];
        access.forEachCoverage(coverage -> {
            if (incomplete(coverage) && ++gaps[0] <= ACCOUNTS_SHOWN) {
                add(table, steps, coverage);
            }
        });
        if (gaps[0] == 0) {
            return;
        }
        table.print(out);
        steps.forEach(step -> out.println("    next step  " + step));
        if (gaps[0] > ACCOUNTS_SHOWN) {
            out.println("    " + Format.number(gaps[0] - ACCOUNTS_SHOWN) + " more; --json contains all");
        }
    }

    /** The coverage is of accounts; unreadable reports of the organization itself are not a gap of an account. */
    private void printOrganizationFailures(Scan scan, SummaryReader reader) {
        reader.forEachUnit(scan.getScanId(), unit -> {
            if (unit.getRegion().equals(ScanSelection.ORGANIZATION) && unit.hasFailure()) {
                out.println("  failed     the organization's own reports");
                out.println("    next step  " + NextStep.line(unit.getFailure()));
            }
        });
    }

    private static boolean incomplete(AccessCoverage coverage) {
        return coverage.hasFailure() || coverage.getNotEvaluatedCount() > 0 || coverage.getFailedJobCount() > 0;
    }

    private static void add(TextTable table, Set<String> steps, AccessCoverage coverage) {
        var failure = coverage.getFailure();
        table.row(
                coverage.getAccountId(),
                coverage.getAccountName(),
                Format.number(coverage.getEntityCount()),
                Format.number(coverage.getNotEvaluatedCount()),
                Format.number(coverage.getFailedJobCount()),
                Format.time(coverage.hasNewestGeneratedTime(), coverage.getNewestGeneratedTime()),
                failure.getCode());
        if (!failure.getNextStep().isEmpty() || !failure.getMessage().isEmpty()) {
            steps.add(NextStep.line(failure.getCode(), failure.getNextStep(), failure.getMessage()));
        }
    }
}
