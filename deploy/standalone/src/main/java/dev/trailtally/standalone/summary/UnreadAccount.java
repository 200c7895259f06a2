package dev.trailtally.standalone.summary;

import dev.trailtally.report.v1.RegionCoverage;
import dev.trailtally.report.v1.ReportScope;
import org.jspecify.annotations.Nullable;

/**
 * A requested account for which nothing was read: its report is empty, which says nothing about the account.
 *
 * @param code why, as a code
 * @param message why, and what to do
 */
public record UnreadAccount(String code, String message) {

    /** Null if something was read for the account, or nothing was requested. */
    public static @Nullable UnreadAccount find(ReportScope scope) {
        var coverage = scope.getCoverage();
        if (!coverage.getRegionsList().stream().allMatch(UnreadAccount::isUnread)) {
            return null;
        }
        if (coverage.getLookupGapsCount() > 0) {
            var gap = coverage.getLookupGaps(0);
            var why = gap.getMessage().isEmpty() ? "it is waiting or being read" : gap.getMessage();
            return new UnreadAccount(gap.getCode(), text(why, gap.getNextStep()));
        }
        if (coverage.getUnreadableObjectCount() > 0) {
            var object = coverage.getUnreadableObjects(0);
            return new UnreadAccount(object.getCode(), text(object.getMessage(), ""));
        }
        return coverage.getPendingObjectCount() > 0
                ? new UnreadAccount("PENDING", text("its log files are waiting or being read", ""))
                : null;
    }

    private static boolean isUnread(RegionCoverage region) {
        return region.getReadCount() == 0 && region.getCompleteLookupsCount() == 0;
    }

    private static String text(String why, String nextStep) {
        return "nothing was read: " + why + (nextStep.isEmpty() ? "" : "; " + nextStep);
    }
}
