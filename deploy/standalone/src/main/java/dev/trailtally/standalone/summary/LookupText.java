package dev.trailtally.standalone.summary;

import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanUnit;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What a scan of LookupEvents asked, and which accounts and regions it could not fully read. */
final class LookupText {

    private static final int FAILURES_SHOWN = 100;

    private final PrintWriter out;
    private final SummaryReader reader;

    LookupText(PrintWriter out, SummaryReader reader) {
        this.out = out;
        this.reader = reader;
    }

    static String location(LookupSource source, int accounts) {
        return "LookupEvents in " + Format.accounts(source.hasOrganization(), source.getOrganization(), accounts)
                + (source.hasAttribute()
                        ? ", only "
                                + LookupAttributes.name(source.getAttribute().getKey()) + "="
                                + source.getAttribute().getValue()
                        : "");
    }

    void print(Scan scan) {
        var units = scan.getUnits();
        out.println("  regions    " + Format.count(units.getTotal(), "account and region", "accounts and regions")
                + ": " + Format.number(units.getComplete()) + " complete, " + Format.number(units.getFailed())
                + " failed" + optional(units.getCancelled(), "cancelled")
                + optional(units.getPending() + units.getRunning(), "not fully read yet"));
        var requests = scan.getRequests();
        out.println("  requests   " + Format.number(requests.getSent()) + " sent, "
                + Format.count(requests.getPages(), "page") + " received, " + Format.number(requests.getThrottled())
                + " throttled (" + Format.percent(requests.getThrottled(), requests.getSent()) + ")");
    }

    /** One row for each account and region that failed, and the next step if it differs from the previous one. */
    void printFailures(Scan scan) {
        if (scan.getUnits().getFailed() == 0) {
            return;
        }
        var failed = failedUnits(scan);
        out.println("  failed     " + Format.count(failed.size(), "account or region", "accounts or regions"));
        var table = new TextTable("    ", "CODE", "ACCOUNT", "NAME", "REGION", "EVENTS");
        var shown = failed.subList(0, Math.min(FAILURES_SHOWN, failed.size()));
        for (var unit : shown) {
            table.row(
                    unit.getFailure().getCode(),
                    unit.getAccountId(),
                    unit.getAccountName(),
                    unit.getRegion().isEmpty() ? "(all)" : unit.getRegion(),
                    Format.number(unit.getRecords().getRead()));
        }
        table.print(out);
        shown.stream()
                .map(ScanUnit::getFailure)
                .map(failure -> NextStep.line(failure.getCode(), failure.getNextStep(), failure.getMessage()))
                .distinct()
                .forEach(step -> out.println("    next step  " + step));
        if (failed.size() > FAILURES_SHOWN) {
            out.println("    " + Format.number(failed.size() - FAILURES_SHOWN) + " more; ListScanUnits of scan "
                    + scan.getScanId() + " lists them");
        }
    }

    private List<ScanUnit> failedUnits(Scan scan) {
        var failed = new ArrayList<ScanUnit>();
        reader.forEachUnit(scan.getScanId(), unit -> {
            if (unit.hasFailure()) {
                failed.add(unit);
            }
        });
        return failed;
    }

    private static String optional(long count, String what) {
        return count == 0 ? "" : ", " + Format.number(count) + " " + what;
    }
}
