package dev.trailtally.report.activity;

import dev.trailtally.report.account.CountedCategories;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.v1.ActivityView;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.StreamActivitySummariesRequest;
import java.util.List;

/** A checked request for the activity of each account. */
record AskedActivity(
        AskedInterval interval,
        Outcomes outcome,
        int top,
        List<String> principals,
        boolean full,
        CountedCategories categories) {

    private static final int DEFAULT_TOP = 40;
    private static final int MAX_TOP = 1_000;
    private static final int MAX_PRINCIPALS = 200;
    private static final int MAX_NESTED_TOP = 100;
    private static final int MAX_LISTED =
            20_000; // entries of one kind of list, over all principals: bounds the message

    AskedActivity {
        principals = List.copyOf(principals);
    }

    static AskedActivity of(GetActivitySummaryRequest request) {
        return new AskedActivity(
                AskedInterval.of(request.getInterval()),
                Outcomes.of(Fields.known("outcome", request.getOutcome(), request.getOutcomeValue())),
                Fields.number("top", request.getTop(), DEFAULT_TOP, MAX_TOP),
                List.of(Fields.texts("principals", request.getPrincipalsList(), MAX_PRINCIPALS)),
                full(Fields.known("view", request.getView(), request.getViewValue())),
                CountedCategories.of(request.getCategoriesList(), request.getCategoriesValueList()));
    }

    static AskedActivity of(StreamActivitySummariesRequest request) {
        return of(GetActivitySummaryRequest.newBuilder()
                .setInterval(request.getInterval())
                .setOutcomeValue(request.getOutcomeValue())
                .setTop(request.getTop())
                .setViewValue(request.getViewValue())
                .addAllCategoriesValue(request.getCategoriesValueList())
                .build());
    }

    private static boolean full(ActivityView view) {
        return view != ActivityView.ACTIVITY_VIEW_BASIC;
    }

    /** The length of the lists within the list. */
    int nestedTop() {
        return Math.min(top, Math.min(MAX_NESTED_TOP, MAX_LISTED / top));
    }
}
