package dev.trailtally.standalone.serviceusage;

import com.google.protobuf.util.Timestamps;
import dev.trailtally.report.v1.ReportScope;

/**
 * An account in a month.
 *
 * @param scope what was observed in the account
 */
record AccountMonth(ReportScope scope, Month month) {

    String accountId() {
        return scope.getAccountId();
    }

    String accountName() {
        return scope.getAccountName();
    }

    /** What the numbers of a service cover, in words. */
    String description(String eventSource) {
        var observed = scope.getObserved();
        var service = eventSource.replaceFirst("\\.amazonaws\\.com$", "");
        return "AWS " + service + " service usage scan, "
                + (scope.hasObserved()
                        ? Timestamps.toString(observed.getStartTime()) + " to "
                                + Timestamps.toString(observed.getEndTime())
                        : month.start() + " to " + month.end())
                + (scope.hasCompleteUntil()
                        ? ", complete until " + Timestamps.toString(scope.getCompleteUntil())
                        : ", not known to be complete");
    }
}
