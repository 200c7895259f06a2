package dev.trailtally.standalone.progress;

import com.google.protobuf.util.Durations;
import dev.trailtally.collector.v1.AccountProgress;
import dev.trailtally.collector.v1.WatchScanResponse;
import dev.trailtally.standalone.summary.Format;
import dev.trailtally.standalone.terminal.LiveLines;
import dev.trailtally.standalone.terminal.TerminalText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Progress as a line for each busy account and one for the whole, for terminals; failures stay above them. */
final class AccountsProgress implements Progress {

    private static final int NAME_COLUMNS = 34;

    private final LiveLines lines;
    private final AccountsPace pace;
    private final FreshFailures failures = new FreshFailures();

    AccountsProgress(LiveLines lines, AccountsPace pace) {
        this.lines = lines;
        this.pace = pace;
    }

    @Override
    public void show(WatchScanResponse state) {
        lines.above(failures.lines(state.getScan()));
        lines.draw(live(state));
    }

    /** The last state stays on the screen. */
    @Override
    public void close() {}

    private List<String> live(WatchScanResponse state) {
        var accounts = state.getBusyAccountsList();
        var room = lines.room() - 1;
        var shown = accounts.size() <= room ? accounts.size() : room - 1;
        var live = new ArrayList<String>();
        accounts.subList(0, shown).forEach(account -> live.add(line(account)));
        if (shown < accounts.size()) {
            live.add(rest(accounts.subList(shown, accounts.size())));
        }
        live.add("total: " + pace.describe(state));
        return live;
    }

    private String line(AccountProgress account) {
        var name = TerminalText.line((account.getAccountId() + " " + account.getAccountName()).strip());
        var parts = new ArrayList<String>();
        parts.add(String.format(Locale.ROOT, "%3.0f %%", 100 * account.getWindowShare()));
        parts.addAll(pace.figures(account));
        if (account.hasRemaining()) {
            parts.add(TimeLeft.text(Duration.ofMillis(Durations.toMillis(account.getRemaining()))) + " left");
        }
        return TerminalText.pad(TerminalText.fit(name, NAME_COLUMNS), NAME_COLUMNS) + "  " + String.join("  ", parts);
    }

    private String rest(List<AccountProgress> accounts) {
        return TerminalText.pad("and " + Format.count(accounts.size(), "more account"), NAME_COLUMNS) + "  "
                + String.join("  ", pace.sum(accounts));
    }
}
