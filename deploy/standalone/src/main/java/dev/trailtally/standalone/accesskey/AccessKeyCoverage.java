package dev.trailtally.standalone.accesskey;

import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.LookupGap;
import dev.trailtally.rpc.RpcTimes;
import dev.trailtally.standalone.summary.Format;
import dev.trailtally.standalone.terminal.TerminalText;
import java.io.PrintWriter;
import java.util.List;

/** Reports for each account how far the database covers a period. */
public final class AccessKeyCoverage {

    private static final int ACCOUNTS_SHOWN = 10;
    private static final int GAPS_SHOWN = 5;

    private final PrintWriter talk;
    private final Period period;

    public AccessKeyCoverage(PrintWriter talk, Period period) {
        this.talk = talk;
        this.period = period;
    }

    public void print(List<Account> accounts) {
        talk.println("What the database covers, from log files and LookupEvents (times are UTC):");
        if (accounts.isEmpty()) {
            talk.println("  nothing was collected from any account");
        }
        accounts.stream().limit(ACCOUNTS_SHOWN).forEach(this::print);
        if (accounts.size() > ACCOUNTS_SHOWN) {
            talk.println(
                    "  " + Format.count(accounts.size() - ACCOUNTS_SHOWN, "more account") + "; --account selects one");
        }
        talk.flush();
    }

    private void print(Account account) {
        var coverage = account.getCoverage();
        talk.println("  " + account.getAccountId() + " " + TerminalText.line(account.getName()) + ": " + until(account)
                + (coverage.getPendingEventCount() == 0
                        ? ""
                        : ", " + Format.count(coverage.getPendingEventCount(), "event") + " not rolled up yet"));
        coverage.getLookupGapsList().stream()
                .filter(gap -> period.overlaps(gap.getMissing()))
                .limit(GAPS_SHOWN)
                .map(AccessKeyCoverage::describe)
                .forEach(gap -> talk.println("    missing: " + TerminalText.line(gap)));
    }

    private String until(Account account) {
        if (!account.hasCompleteUntil()) {
            return "nothing is known to be complete";
        }
        var complete = RpcTimes.instant(account.getCompleteUntil());
        return "complete until " + Format.time(true, account.getCompleteUntil())
                + (complete.isBefore(period.end()) ? ", which is before the end of the requested time" : "");
    }

    private static String describe(LookupGap gap) {
        return (gap.getRegion().isEmpty() ? "all regions" : gap.getRegion()) + ", " + gap.getCode()
                + (gap.getNextStep().isEmpty() ? "" : ": " + gap.getNextStep());
    }
}
