package dev.trailtally.report.chart;

import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.PrincipalActivity;
import dev.trailtally.report.v1.Remainder;
import dev.trailtally.report.v1.TopCounts;
import dev.trailtally.report.v1.ValueCount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A figure shows a principal once; a summary has it once for each type that it called with. */
final class PrincipalsByKey {

    static final Comparator<ValueCount> COUNTED_MOST_FIRST =
            Comparator.comparingLong(ValueCount::getEventCount).reversed().thenComparing(ValueCount::getValue);

    private static final Comparator<PrincipalActivity> MOST_FIRST =
            Comparator.comparingLong(PrincipalActivity::getEventCount).reversed();

    private PrincipalsByKey() {}

    /** The principals of the summary, most events first; if one has several types, the type with the most events. */
    static List<PrincipalActivity> of(GetActivitySummaryResponse summary) {
        Map<String, PrincipalActivity> byKey = new LinkedHashMap<>();
        for (var activity : summary.getPrincipalsList()) {
            byKey.merge(activity.getPrincipal().getKey(), activity, PrincipalsByKey::together);
        }
        var principals = new ArrayList<>(byKey.values());
        principals.sort(MOST_FIRST);
        return principals;
    }

    private static PrincipalActivity together(PrincipalActivity one, PrincipalActivity other) {
        return one.toBuilder()
                .setEventCount(one.getEventCount() + other.getEventCount())
                .setFailedCount(one.getFailedCount() + other.getFailedCount())
                .setApiCalls(together(one.getApiCalls(), other.getApiCalls()))
                .setErrorCodes(together(one.getErrorCodes(), other.getErrorCodes()))
                .setSourceIpAddresses(together(one.getSourceIpAddresses(), other.getSourceIpAddresses()))
                .setUserAgents(together(one.getUserAgents(), other.getUserAgents()))
                .build();
    }

    private static TopCounts together(TopCounts one, TopCounts other) {
        Map<String, Long> events = new LinkedHashMap<>();
        for (var counts : List.of(one, other)) {
            counts.getCountsList().forEach(count -> events.merge(count.getValue(), count.getEventCount(), Long::sum));
        }
        var merged = TopCounts.newBuilder()
                .setRemainder(Remainder.newBuilder()
                        .setValueCount(one.getRemainder().getValueCount()
                                + other.getRemainder().getValueCount())
                        .setEventCount(one.getRemainder().getEventCount()
                                + other.getRemainder().getEventCount()));
        events.entrySet().stream()
                .map(value -> ValueCount.newBuilder()
                        .setValue(value.getKey())
                        .setEventCount(value.getValue())
                        .build())
                .sorted(COUNTED_MOST_FIRST)
                .forEach(merged::addCounts);
        return merged.build();
    }
}
