package dev.trailtally.report.chart;

import com.google.protobuf.Timestamp;
import dev.trailtally.report.chart.figure.Counts;
import dev.trailtally.report.chart.figure.Moments;
import dev.trailtally.report.chart.figure.VisibleText;
import dev.trailtally.report.v1.Coverage;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.OrganizationScope;
import dev.trailtally.report.v1.Outcome;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.rpc.RpcTimes;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The text on a picture about the accounts, the interval, and what is not complete. */
final class Headings {

    // A complete account is complete until its last event; the interval ends in the following second.
    private static final Duration LAST_SECOND = Duration.ofSeconds(1);

    private Headings() {}

    static String account(ReportScope scope) {
        return "Account " + account(scope.getAccountName(), scope.getAccountId());
    }

    static String account(String name, String accountId) {
        return name.isEmpty() ? accountId : "%s (%s)".formatted(VisibleText.of(name), accountId);
    }

    static String accounts(OrganizationScope scope) {
        return Counts.of(scope.getAccountCount(), "account");
    }

    static String outcome(Outcome outcome) {
        return switch (outcome) {
            case OUTCOME_UNSPECIFIED, OUTCOME_ALL, UNRECOGNIZED -> "all events";
            case OUTCOME_SUCCESSFUL -> "successful events only";
            case OUTCOME_FAILED -> "failed events only";
        };
    }

    static String interval(Interval observed) {
        return interval(observed, ZoneOffset.UTC) + " UTC";
    }

    static String interval(Interval observed, ZoneId zone) {
        return "%s – %s"
                .formatted(
                        Moments.text(RpcTimes.instant(observed.getStartTime()), zone),
                        Moments.text(RpcTimes.instant(observed.getEndTime()), zone));
    }

    static List<String> warnings(ReportScope scope) {
        if (!scope.hasObserved()) {
            return List.of();
        }
        var parts = new ArrayList<String>();
        if (!scope.hasCompleteUntil()) {
            parts.add("Not known to be complete");
        } else if (isEarly(scope.getCompleteUntil(), scope.getObserved())) {
            parts.add(completeUntil(scope.getCompleteUntil()));
        }
        addMissing(parts, scope.getCoverage());
        return parts.isEmpty() ? List.of() : List.of(String.join("; ", parts));
    }

    static List<String> warnings(OrganizationScope scope) {
        var parts = new ArrayList<String>();
        if (scope.getHiddenAccountCount() > 0) {
            parts.add("%s left out, which the caller may not see"
                    .formatted(Counts.of(scope.getHiddenAccountCount(), "account")));
        }
        if (scope.hasObserved()) {
            addIncomplete(parts, scope);
        }
        return parts.isEmpty() ? List.of() : List.of(String.join("; ", parts));
    }

    private static void addIncomplete(List<String> parts, OrganizationScope scope) {
        if (!scope.hasCompleteUntil()) {
            parts.add("Not all accounts are known to be complete");
        } else if (isEarly(scope.getCompleteUntil(), scope.getObserved())) {
            parts.add(completeUntil(scope.getCompleteUntil()));
        }
        if (scope.getIncompleteAccountCount() > 0) {
            parts.add("%s of %s with gaps".formatted(Counts.text(scope.getIncompleteAccountCount()), accounts(scope)));
        }
    }

    private static boolean isEarly(Timestamp completeUntil, Interval observed) {
        return RpcTimes.instant(completeUntil).plus(LAST_SECOND).isBefore(RpcTimes.instant(observed.getEndTime()));
    }

    private static String completeUntil(Timestamp time) {
        return "Complete until %s UTC, later events may be missing"
                .formatted(Moments.text(RpcTimes.instant(time), ZoneOffset.UTC));
    }

    private static void addMissing(List<String> parts, Coverage coverage) {
        addMissing(parts, coverage.getPendingObjectCount(), "log object", "not read yet");
        addMissing(parts, coverage.getUnreadableObjectCount(), "log object", "unreadable");
        addMissing(parts, coverage.getLookupGapCount(), "window", "of LookupEvents not read");
        addMissing(parts, coverage.getPendingEventCount(), "event", "not counted yet");
    }

    private static void addMissing(List<String> parts, long count, String noun, String what) {
        if (count > 0) {
            parts.add(Counts.of(count, noun) + " " + what);
        }
    }
}
