package dev.trailtally.standalone.summary;

import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.OrganizationAccounts;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanUnit;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a scan by accounts, of LookupEvents or of last-accessed data, asked AWS, and what it could not read. */
public final class UnitsText {

    private static final int FAILURES_SHOWN = 100;

    private final PrintWriter out;
    private final SummaryReader reader;

    public UnitsText(PrintWriter out, SummaryReader reader) {
        this.out = out;
        this.reader = reader;
    }

    static String location(LookupSource source, int accounts) {
        return "LookupEvents in " + accounts(source.hasOrganization(), source.getOrganization(), accounts)
                + (source.hasAttribute()
                        ? ", only "
                                + LookupAttributes.name(source.getAttribute().getKey()) + "="
                                + source.getAttribute().getValue()
                        : "");
    }

    static String location(LastAccessedSource source, int accounts) {
        return "IAM's last-accessed data in " + accounts(source.hasOrganization(), source.getOrganization(), accounts);
    }

    private static String accounts(boolean organizationWide, OrganizationAccounts organization, int named) {
        var where = organizationWide
                ? "the accounts of the organization"
                : named == 0 ? "the caller's account" : Format.count(named, "account");
        var units = organization.getOrganizationalUnitsList();
        return where + (units.isEmpty() ? "" : " under " + String.join(", ", units));
    }

    /** Accounts, regions or jobs, and requests, as counts. */
    public void print(Scan scan) {
        var lookup = scan.getSource().hasLookup();
        var units = scan.getUnits();
        out.println((lookup
                        ? "  regions    " + Format.count(units.getTotal(), "account and region", "accounts and regions")
                        : "  accounts   " + Format.number(units.getTotal()))
                + ": " + Format.number(units.getComplete()) + " complete, " + Format.number(units.getFailed())
                + " failed" + optional(units.getCancelled(), "cancelled")
                + optional(units.getPending() + units.getRunning(), "not fully read yet"));
        var jobs = scan.getJobs();
        if (!lookup) {
            out.println("  jobs       " + Format.number(jobs.getTotal()) + ": " + Format.number(jobs.getDone())
                    + " done, " + Format.number(jobs.getFailed()) + " failed"
                    + optional(jobs.getCancelled(), "cancelled")
                    + optional(jobs.getPending() + jobs.getRunning(), "not done yet"));
        }
        var requests = scan.getRequests();
        out.println("  requests   " + Format.number(requests.getSent()) + " sent, "
                + (lookup ? Format.count(requests.getPages(), "page") + " received, " : "")
                + Format.number(requests.getThrottled()) + " throttled ("
                + Format.percent(requests.getThrottled(), requests.getSent()) + ")"
                + (lookup || jobs.getDone() == 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", %.1f a job, listing included",
                                (double) requests.getSent() / jobs.getDone())));
    }

    /** A row for each account, or account and region, that failed, and the next steps. */
    void printFailures(Scan scan) {
        if (scan.getUnits().getFailed() > 0) {
            var failed = new ArrayList<ScanUnit>();
            reader.forEachUnit(scan.getScanId(), unit -> {
                if (unit.hasFailure()) {
                    failed.add(unit);
                }
            });
            printFailures(scan, failed);
        }
        if (scan.getSource().hasLastAccessed()) {
            printFailedJobs(scan);
        }
    }

    private void printFailures(Scan scan, List<ScanUnit> failed) {
        var lookup = scan.getSource().hasLookup();
        long count = lookup ? failed.size() : scan.getUnits().getFailed();
        out.println("  failed     "
                + (lookup
                        ? Format.count(count, "account or region", "accounts or regions")
                        : Format.count(count, "account")));
        var table = lookup
                ? new TextTable("    ", "CODE", "ACCOUNT", "NAME", "REGION", "EVENTS")
                : new TextTable("    ", "CODE", "ACCOUNT", "NAME", "JOBS DONE");
        var shown = failed.subList(0, Math.min(FAILURES_SHOWN, failed.size()));
        for (var unit : shown) {
            var cells =
                    new ArrayList<>(List.of(unit.getFailure().getCode(), unit.getAccountId(), unit.getAccountName()));
            if (lookup) {
                cells.add(unit.getRegion().isEmpty() ? "(all)" : unit.getRegion());
            }
            cells.add(Format.number(
                    lookup ? unit.getRecords().getRead() : unit.getJobs().getDone()));
            table.row(cells.toArray(String[]::new));
        }
        table.print(out);
        shown.stream()
                .map(unit -> NextStep.line(unit.getFailure()))
                .distinct()
                .forEach(step -> out.println("    next step  " + step));
        if (count > shown.size()) {
            out.println("    " + Format.number(count - shown.size()) + " more; ListScanUnits"
                    + (lookup ? " of scan " + scan.getScanId() : "") + " lists them");
        }
    }

    /** A row for each reason why jobs failed, and its next step. */
    public void printFailedJobs(Scan scan) {
        if (scan.getJobs().getFailed() == 0) {
            return;
        }
        var failed = new FailedJobs();
        reader.forEachFailedJob(scan.getScanId(), failed::add);
        out.println("  failed     " + Format.count(scan.getJobs().getFailed(), "job"));
        failed.print(out);
    }

    private static String optional(long count, String what) {
        return count == 0 ? "" : ", " + Format.number(count) + " " + what;
    }
}
