package dev.trailtally.report.chart;

import dev.trailtally.report.v1.PrincipalActivity;
import dev.trailtally.report.v1.RegionActivity;
import dev.trailtally.report.v1.TopCounts;
import dev.trailtally.report.v1.ValueCount;
import java.util.List;

/**
 * A principal or region with its most frequent values.
 *
 * @param key of a principal; of a region its name
 * @param events that count; for error codes, the failed ones
 */
record BreakdownRow(String key, String name, long events, TopCounts counts) {

    /** The label of failed events without an error code, which the list of error codes leaves out. */
    private static final String NO_CODE = "no error code";

    static BreakdownRow of(PrincipalActivity activity, Breakdown breakdown, String accountId) {
        var principal = activity.getPrincipal();
        var name = principal.getDisplayName();
        var prefix = accountId + ":";
        var brief = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        var counts = breakdown.counts(activity);
        return breakdown == Breakdown.ERROR_CODES
                ? new BreakdownRow(
                        principal.getKey(),
                        brief,
                        activity.getFailedCount(),
                        withoutCode(counts, activity.getFailedCount()))
                : new BreakdownRow(principal.getKey(), brief, activity.getEventCount(), counts);
    }

    static BreakdownRow of(RegionActivity activity) {
        return new BreakdownRow(
                activity.getRegion(), activity.getRegion(), activity.getEventCount(), activity.getApiCalls());
    }

    private static TopCounts withoutCode(TopCounts counts, long failed) {
        long coded = listed(counts.getCountsList()) + counts.getRemainder().getEventCount();
        return failed <= coded
                ? counts
                : counts.toBuilder()
                        .addCounts(ValueCount.newBuilder().setValue(NO_CODE).setEventCount(failed - coded))
                        .build();
    }

    private static long listed(List<ValueCount> counts) {
        return counts.stream().mapToLong(ValueCount::getEventCount).sum();
    }
}
