package dev.trailtally.standalone.summary;

import dev.trailtally.report.v1.Account;
import java.io.PrintWriter;
import java.util.List;

/** The summary for people: what was collected, a table of all accounts, then the largest accounts one by one. */
public final class TextSummary {

    private static final int TABLE_ROWS = 100;
    private static final int TOP = 8;

    private final PrintWriter out;
    private final SummaryReader reader;
    private final int accountsShown;

    /**
     * @param accountsShown how many accounts are shown one by one
     */
    public TextSummary(PrintWriter out, SummaryReader reader, int accountsShown) {
        this.out = out;
        this.reader = reader;
        this.accountsShown = accountsShown;
    }

    public void print(Collected collected, List<Account> accounts) {
        CollectedText.withJson(out, reader).print(collected.scan());
        out.println();
        printTable(accounts);
        var detailText = new AccountText(out, reader, TOP);
        for (var account : accounts.subList(0, Math.min(accountsShown, accounts.size()))) {
            out.println();
            detailText.print(account);
        }
        if (accounts.size() > accountsShown) {
            out.println();
            out.println(Format.count(accounts.size() - accountsShown, "account")
                    + " not shown one by one; --accounts-shown " + accounts.size() + " shows all; --json contains all");
        }
        out.flush();
    }

    private void printTable(List<Account> accounts) {
        if (accounts.isEmpty()) {
            out.println("Accounts: none");
            return;
        }
        var events = accounts.stream().mapToLong(Account::getEventCount).sum();
        var failed = accounts.stream().mapToLong(Account::getFailedCount).sum();
        out.println("Accounts: " + Format.number(accounts.size()) + " with " + Format.count(events, "event") + ", "
                + Format.number(failed) + " failed (all that the database holds; times are UTC)");
        var table = new TextTable(
                "  ", "ACCOUNT", "NAME", "EVENTS", "FAILED", "FIRST EVENT", "LAST EVENT", "COMPLETE UNTIL");
        var rows = Math.max(TABLE_ROWS, accountsShown);
        for (var account : accounts.subList(0, Math.min(rows, accounts.size()))) {
            table.row(
                    account.getAccountId(),
                    account.getName(),
                    Format.number(account.getEventCount()),
                    Format.number(account.getFailedCount()),
                    Format.time(account.hasFirstEventTime(), account.getFirstEventTime()),
                    Format.time(account.hasLastEventTime(), account.getLastEventTime()),
                    Format.time(account.hasCompleteUntil(), account.getCompleteUntil()));
        }
        table.print(out);
        if (accounts.size() > rows) {
            var restEvents = accounts.stream()
                    .skip(rows)
                    .mapToLong(Account::getEventCount)
                    .sum();
            out.println("  " + Format.count(accounts.size() - rows, "more account") + " with "
                    + Format.count(restEvents, "event"));
        }
    }
}
