package dev.trailtally.report.chart;

import dev.trailtally.report.chart.drawing.Style;
import dev.trailtally.report.request.Fields;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.Outcome;
import dev.trailtally.report.v1.StreamAccountChartsRequest;
import dev.trailtally.rpc.RpcErrors;
import java.util.List;

/** Which charts of an account to stream, checked; the account and interval are checked by the first report asked. */
record AskedCharts(
        String accountId, Interval interval, Outcome outcome, int principals, List<Integer> categories, Style style) {

    private static final int MAX_PRINCIPALS = 1_000;

    AskedCharts {
        categories = List.copyOf(categories);
    }

    static AskedCharts of(StreamAccountChartsRequest request) {
        int principals = request.hasPrincipals() ? request.getPrincipals() : MAX_PRINCIPALS;
        if (principals < 0 || principals > MAX_PRINCIPALS) {
            throw RpcErrors.invalidArgument(
                    "principals", "%d; 0 to %d are allowed".formatted(principals, MAX_PRINCIPALS));
        }
        return new AskedCharts(
                request.getAccountId(),
                request.getInterval(),
                Fields.known("outcome", request.getOutcome(), request.getOutcomeValue()),
                principals,
                request.getCategoriesValueList(),
                Style.of(request.getStyle()));
    }

    /** The same for the interval that the first answer observed: later answers must not cover other events. */
    AskedCharts within(Interval observed) {
        return new AskedCharts(accountId, observed, outcome, principals, categories, style);
    }

    GetActivitySummaryRequest.Builder summary(Outcome counted) {
        return GetActivitySummaryRequest.newBuilder()
                .setAccountId(accountId)
                .setInterval(interval)
                .setOutcome(counted)
                .addAllCategoriesValue(categories);
    }
}
