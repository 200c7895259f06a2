package dev.trailtally.standalone.summary;

import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanUnit;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a scan of last-accessed data asked IAM, and what it could not read. */
public final class LastAccessedText {

    private static final int FAILURES_SHOWN = 100;

    private final PrintWriter out;
    private final SummaryReader reader;

    public LastAccessedText(PrintWriter out, SummaryReader reader) {
        this.out = out;
        this.reader = reader;
    }

    static String location(LastAccessedSource source, int accounts) {
        return "IAM's last-accessed data in "
                + Format.accounts(source.hasOrganization(), source.getOrganization(), accounts);
    }

    /** Accounts, jobs and requests, as counts. */
    public void print(Scan scan) {
        var units = scan.getUnits();
        out.println("  accounts   " + Format.number(units.getTotal()) + ": " + Format.number(units.getComplete())
                + " complete, " + Format.number(units.getFailed()) + " failed"
                + optional(units.getCancelled(), "cancelled")
                + optional(units.getPending() + units.getRunning(), "not fully read yet"));
        var jobs = scan.getJobs();
        out.println("  jobs       " + Format.number(jobs.getTotal()) + ": " + Format.number(jobs.getDone()) + " done, "
                + Format.number(jobs.getFailed()) + " failed" + optional(jobs.getCancelled(), "cancelled")
                + optional(jobs.getPending() + jobs.getRunning(), "not done yet"));
        var requests = scan.getRequests();
        out.println("  requests   " + Format.number(requests.getSent()) + " sent, "
                + Format.number(requests.getThrottled()) + " throttled ("
                + Format.percent(requests.getThrottled(), requests.getSent()) + ")"
                + (jobs.getDone() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", %.1f a job, listing included",
                                (double) requests.getSent() / jobs.getDone())));
    }

    /** A row for each account that failed, and one for each reason of failed jobs, with the next steps. */
    void printFailures(Scan scan) {
        if (scan.getUnits().getFailed() > 0) {
            printAccounts(failedUnits(scan), scan.getUnits().getFailed());
        }
        printJobs(scan);
    }

    /** A row for each reason why jobs failed, and its next step. */
    public void printJobs(Scan scan) {
        if (scan.getJobs().getFailed() == 0) {
            return;
        }
        var failed = new FailedJobs();
        reader.forEachFailedJob(scan.getScanId(), failed::add);
        out.println("  failed     " + Format.count(scan.getJobs().getFailed(), "job"));
        failed.print(out);
    }

    private void printAccounts(List<ScanUnit> failed, long count) {
        out.println("  failed     " + Format.count(count, "account"));
        var table = new TextTable("    ", "CODE", "ACCOUNT", "NAME", "JOBS DONE");
        for (var unit : failed) {
            table.row(
                    unit.getFailure().getCode(),
                    unit.getAccountId(),
                    unit.getAccountName(),
                    Format.number(unit.getJobs().getDone()));
        }
        table.print(out);
        failed.stream()
                .map(ScanUnit::getFailure)
                .map(failure -> NextStep.line(failure.getCode(), failure.getNextStep(), failure.getMessage()))
                .distinct()
                .forEach(step -> out.println("    next step  " + step));
        if (count > failed.size()) {
            out.println("    " + Format.number(count - failed.size()) + " more; ListScanUnits lists them");
        }
    }

    private List<ScanUnit> failedUnits(Scan scan) {
        var failed = new ArrayList<ScanUnit>();
        reader.forEachUnit(scan.getScanId(), unit -> {
            if (unit.hasFailure() && failed.size() < FAILURES_SHOWN) {
                failed.add(unit);
            }
        });
        return failed;
    }

    private static String optional(long count, String what) {
        return count == 0 ? "" : ", " + Format.number(count) + " " + what;
    }
}
