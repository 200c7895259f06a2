package dev.trailtally.standalone.summary;

import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.PrincipalActivity;
import dev.trailtally.report.v1.RegionCoverage;
import dev.trailtally.report.v1.Remainder;
import dev.trailtally.report.v1.TopCounts;
import dev.trailtally.standalone.terminal.TerminalText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** One account for people: totals, period, regions, services, actions, errors and principals. */
final class AccountText {

    private final PrintWriter out;
    private final SummaryReader reader;
    private final int top;

    AccountText(PrintWriter out, SummaryReader reader, int top) {
        this.out = out;
        this.reader = reader;
        this.top = top;
    }

    void print(Account account) {
        out.println("Account " + account.getAccountId()
                + (account.getName().isEmpty() ? "" : " " + TerminalText.line(account.getName())));
        out.println(
                "  " + Format.count(account.getEventCount(), "event") + ", " + Format.number(account.getFailedCount())
                        + " failed (" + Format.percent(account.getFailedCount(), account.getEventCount()) + "), "
                        + Format.time(account.hasFirstEventTime(), account.getFirstEventTime()) + " to "
                        + Format.time(account.hasLastEventTime(), account.getLastEventTime()) + ", complete until "
                        + Format.time(account.hasCompleteUntil(), account.getCompleteUntil()) + " UTC");
        printCoverage(account);
        printUsage(account);
        printPrincipals(reader.activity(account, top));
    }

    private void printCoverage(Account account) {
        var coverage = account.getCoverage();
        var regions = new TextTable("    ", "region", "stored", "duplicate", "rejected");
        for (RegionCoverage region : coverage.getRegionsList()) {
            regions.row(
                    region.getRegion().isEmpty() ? "(none)" : region.getRegion(),
                    Format.number(region.getStoredCount()),
                    Format.number(region.getDuplicateCount()),
                    Format.number(region.getRejectedCount()));
        }
        regions.print(out);
        var gaps = new ArrayList<String>();
        addGap(gaps, coverage.getPendingObjectCount(), "file not read yet");
        addGap(gaps, coverage.getUnreadableObjectCount(), "file not fully readable");
        addGap(gaps, coverage.getUnattributedUnreadableObjectCount(), "unreadable file of an unknown account");
        addGap(gaps, coverage.getPendingEventCount(), "event not rolled up yet");
        if (!gaps.isEmpty()) {
            out.println("    missing: " + String.join(", ", gaps));
        }
        CoverageText.gaps(coverage).forEach(gap -> out.println("    missing: " + gap));
    }

    private static void addGap(List<String> gaps, long count, String what) {
        if (count > 0) {
            gaps.add(Format.number(count) + " x " + what);
        }
    }

    private void printUsage(Account account) {
        var services = new Tally();
        var actions = new Tally();
        var errors = new Tally();
        reader.forEachUsage(account, usage -> {
            services.add(usage.getEventSource(), usage.getEventCount(), 0);
            actions.add(usage.getEventSource() + ":" + usage.getEventName(), usage.getEventCount(), 0);
            errors.add(usage.getErrorCode().isEmpty() ? "(no code)" : usage.getErrorCode(), usage.getFailedCount(), 0);
        });
        print("services", services);
        print("actions", actions);
        print("errors", errors);
    }

    private void print(String title, Tally counts) {
        if (counts.size() == 0) {
            out.println("  " + title + ": none");
            return;
        }
        out.println("  " + title);
        var table = new TextTable("    ");
        for (var place : counts.top(top)) {
            table.row(Format.number(place.events()), place.name());
        }
        if (counts.size() > top) {
            table.row(Format.number(counts.rest(top).events()), "in " + Format.number(counts.size() - top) + " more");
        }
        table.print(out);
    }

    private void printPrincipals(GetActivitySummaryResponse activity) {
        out.println("  principals");
        var table = new TextTable("    ");
        for (var principal : activity.getPrincipalsList()) {
            table.row(
                    Format.number(principal.getEventCount()),
                    principal.getPrincipal().getDisplayName(),
                    principal.getPrincipal().getType(),
                    Format.number(principal.getFailedCount()) + " failed",
                    origins(principal));
        }
        var rest = activity.getPrincipalRemainder();
        if (rest.getEventCount() > 0) {
            table.row(
                    Format.number(rest.getEventCount()),
                    rest.getValueCount() == 0
                            ? "of these with another type"
                            : "in " + Format.number(rest.getValueCount()) + " more");
        }
        table.print(out);
    }

    private static String origins(PrincipalActivity principal) {
        var addresses = principal.getSourceIpAddresses();
        if (addresses.getCountsCount() == 0) {
            return "";
        }
        var others = values(addresses) - 1;
        return "from " + addresses.getCounts(0).getValue()
                + (others == 0 ? "" : " and " + Format.number(others) + " more");
    }

    private static long values(TopCounts counts) {
        Remainder remainder = counts.getRemainder();
        return counts.getCountsCount() + remainder.getValueCount();
    }
}
