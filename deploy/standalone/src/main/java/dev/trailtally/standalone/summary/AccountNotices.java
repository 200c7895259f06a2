package dev.trailtally.standalone.summary;

import dev.trailtally.report.v1.AccountFailure;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.report.v1.StreamTotals;
import dev.trailtally.standalone.terminal.TerminalText;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The notices on stderr about the accounts of a report: each failure as it occurs, and a summary at the end. */
public final class AccountNotices {

    private static final int SHOWN = 5;
    private static final Set<Status.Code> REFUSALS =
            Set.of(Status.Code.NOT_FOUND, Status.Code.FAILED_PRECONDITION, Status.Code.RESOURCE_EXHAUSTED);

    private final PrintWriter err;
    private final Set<String> answered = new HashSet<>();
    private final Set<String> failed = new HashSet<>();
    private final Set<String> incomplete = new HashSet<>();
    private final Set<String> unread = new HashSet<>();
    private final Set<String> cut = new HashSet<>();
    private boolean lacksPictures;

    public AccountNotices(PrintWriter err) {
        this.err = err;
    }

    /** An account that was answered, possibly for several months. */
    public void answered(ReportScope scope) {
        var nothingRead = UnreadAccount.find(scope);
        if (nothingRead != null) {
            if (unread.add(scope.getAccountId())) {
                say("unread: " + (scope.getAccountId() + " " + scope.getAccountName()).strip() + ": "
                        + nothingRead.message());
            }
            return;
        }
        answered.add(scope.getAccountId());
        if (gaps(scope) && incomplete.add(scope.getAccountId()) && incomplete.size() <= SHOWN) {
            say("incomplete: " + (scope.getAccountId() + " " + scope.getAccountName()).strip() + ": "
                    + (scope.hasCompleteUntil()
                            ? "complete until " + Format.time(true, scope.getCompleteUntil()) + " UTC"
                            : "nothing is known to be complete")
                    + "; trailtally scan reads what is missing");
        }
    }

    /** An account that was not answered. */
    public void failed(AccountFailure failure) {
        if (failed.add(failure.getAccountId())) {
            say("failed: " + failure.getAccountId() + " " + failure.getReason() + ": " + failure.getMessage());
        }
    }

    /** A refusal to answer for an account; any other failure affects the whole report. */
    public void failed(String accountId, StatusRuntimeException e) {
        var status = e.getStatus();
        if (!REFUSALS.contains(status.getCode())) {
            throw e;
        }
        failed(AccountFailure.newBuilder()
                .setAccountId(accountId)
                .setReason(status.getCode().name())
                .setMessage(String.valueOf(status.getDescription()))
                .build());
    }

    /** A picture of the accounts together that could not be drawn; the accounts themselves are answered. */
    public void failedPicture(String picture, StatusRuntimeException e) {
        var status = e.getStatus();
        if (status.getCode() == Status.Code.CANCELLED) {
            throw e;
        }
        lacksPictures = true;
        say("failed: " + picture + " " + status.getCode() + ": " + status.getDescription());
    }

    /** An account whose single events were answered, as far as they are kept. */
    public void answeredWithEvents(ReportScope scope) {
        answered(scope);
        var coverage = scope.getCoverage();
        if (coverage.hasRawEventsFrom() && cut.add(scope.getAccountId()) && cut.size() <= SHOWN) {
            say("dropped: " + scope.getAccountId() + " has single events only from "
                    + Format.time(true, coverage.getRawEventsFrom())
                    + " UTC on; service-usage and activity still count the older ones");
        }
    }

    /**
     * The end of a stream.
     *
     * @param totals its last message; null if it did not arrive
     */
    public void ended(@Nullable StreamTotals totals) {
        if (totals == null) {
            throw new IllegalStateException(
                    "The answer ended before its totals, so it is incomplete; try again, or with fewer accounts.");
        }
    }

    public boolean anyAnswered() {
        return !answered.isEmpty();
    }

    /** Whether the report lacks accounts: they could not be answered, or nothing was read for them. */
    public boolean anyFailed() {
        return lacksPictures || !failed.isEmpty() || !unread.isEmpty();
    }

    /** Reports how much was written, for how many accounts. */
    public void end(String written) {
        say(written + " of " + Format.count(answered.size(), "account")
                + (incomplete.isEmpty() ? "" : ", " + incomplete.size() + " of them incomplete")
                + (unread.isEmpty() ? "" : "; nothing was read for " + Format.count(unread.size(), "more account"))
                + (failed.isEmpty() ? "" : "; " + Format.count(failed.size(), "account") + " failed"));
    }

    public void say(String line) {
        err.println(TerminalText.line(line));
        err.flush();
    }

    private static boolean gaps(ReportScope scope) {
        var coverage = scope.getCoverage();
        return coverage.getPendingObjectCount() > 0
                || coverage.getUnreadableObjectCount() > 0
                || coverage.getUnattributedUnreadableObjectCount() > 0
                || coverage.getPendingEventCount() > 0
                || coverage.getLookupGapCount() > 0;
    }
}
