package dev.trailtally.report.chart;

import com.google.rpc.Code;
import dev.trailtally.report.activity.ActivityReport;
import dev.trailtally.report.chart.figure.Figure;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.v1.ActivityChart;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.Principal;
import dev.trailtally.rpc.RpcErrors;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The activity of one account, for all its principals or regions, or for one. */
@Singleton
final class ActivityCharts {

    private static final int MOST_REGIONS = 200; // AWS has fewer; lists within them are not shorter than what is shown

    private final ActivityReport activity;

    ActivityCharts(ActivityReport activity) {
        this.activity = activity;
    }

    Figure figure(ActivityChart asked) {
        var breakdown = Breakdown.of(asked.getBreakdown(), asked.getBreakdownValue());
        var outcome = Fields.known("outcome", asked.getOutcome(), asked.getOutcomeValue());
        var subject = Fields.text("subject", asked.getSubject());
        var request = GetActivitySummaryRequest.newBuilder()
                .setAccountId(asked.getAccountId())
                .setInterval(asked.getInterval())
                .setOutcome(breakdown.counted(outcome))
                .setTop(ActivityFigures.TOP)
                .addAllCategoriesValue(asked.getCategoriesValueList());
        if (subject.isEmpty()) {
            return ActivityFigures.of(activity.summarize(request.build()), breakdown, outcome);
        }
        if (breakdown.isOfRegions()) {
            request.setTop(MOST_REGIONS);
        } else {
            request.addPrincipals(subject);
        }
        var summary = activity.summarize(request.build());
        var row = row(summary, breakdown, subject);
        return new ActivityFigures(summary.getScope(), breakdown, outcome).of(row);
    }

    private static BreakdownRow row(GetActivitySummaryResponse summary, Breakdown breakdown, String subject) {
        var regions = summary.getRegionsList().stream()
                .filter(region -> region.getRegion().equals(subject))
                .map(BreakdownRow::of);
        // A key belongs to one principal; a display name can belong to several, of which the first has the most events.
        var byKey =
                principals(summary, breakdown, principal -> principal.getKey().equals(subject));
        var byName = principals(
                summary, breakdown, principal -> principal.getDisplayName().equals(subject));
        return (breakdown.isOfRegions() ? regions : Stream.concat(byKey, byName))
                .findFirst()
                .orElseThrow(() -> RpcErrors.failure(
                        Code.NOT_FOUND,
                        "UNKNOWN_SUBJECT",
                        "account %s has no such events of the %s \"%s\" in the interval"
                                .formatted(summary.getScope().getAccountId(), breakdown.rowNoun(), subject),
                        Map.of("subject", subject)));
    }

    private static Stream<BreakdownRow> principals(
            GetActivitySummaryResponse summary, Breakdown breakdown, Predicate<Principal> filter) {
        var accountId = summary.getScope().getAccountId();
        return PrincipalsByKey.of(summary).stream()
                .filter(activity -> filter.test(activity.getPrincipal()))
                .map(activity -> BreakdownRow.of(activity, breakdown, accountId));
    }
}
