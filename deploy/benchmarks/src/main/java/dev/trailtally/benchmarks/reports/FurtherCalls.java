package dev.trailtally.benchmarks.reports;

import dev.trailtally.benchmarks.run.Population;
import dev.trailtally.report.v1.AccountServicesChart;
import dev.trailtally.report.v1.ActivityBreakdown;
import dev.trailtally.report.v1.ActivityChart;
import dev.trailtally.report.v1.ActivityView;
import dev.trailtally.report.v1.ChartServiceGrpc;
import dev.trailtally.report.v1.ChartServiceGrpc.ChartServiceBlockingStub;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.ListActivityCountsRequest;
import dev.trailtally.report.v1.RenderChartRequest;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.report.v1.ReportServiceGrpc.ReportServiceBlockingStub;
import io.grpc.Channel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Calls over all time, which need no raw event: summaries and counts of one account, and pictures. */
final class FurtherCalls {

    private final ReportServiceBlockingStub reports;
    private final ChartServiceBlockingStub charts;
    private final Population population;
    private final SplittableRandom random;

    FurtherCalls(Channel channel, Population population, long seed) {
        this.reports = ReportServiceGrpc.newBlockingStub(channel);
        this.charts = ChartServiceGrpc.newBlockingStub(channel);
        this.population = population;
        this.random = new SplittableRandom(seed);
    }

    Map<String, Runnable> kinds() {
        var kinds = new LinkedHashMap<String, Runnable>();
        kinds.put("GetActivitySummary, everything", () -> summary(ActivityView.ACTIVITY_VIEW_FULL));
        kinds.put("GetActivitySummary, everything, basic", () -> summary(ActivityView.ACTIVITY_VIEW_BASIC));
        kinds.put("ListActivityCounts, API calls", this::counts);
        kinds.put("RenderChart, API calls by principal", this::activityChart);
        kinds.put("RenderChart, accounts and services", this::heatMap);
        return kinds;
    }

    private void summary(ActivityView view) {
        var account = population.account(random);
        var summary = reports.getActivitySummary(GetActivitySummaryRequest.newBuilder()
                .setAccountId(account.getAccountId())
                .setView(view)
                .build());
        if (summary.getEventCount() != account.getEventCount()) {
            throw new IllegalStateException("a summary counts %d events of account %s, ListAccounts %d"
                    .formatted(summary.getEventCount(), account.getAccountId(), account.getEventCount()));
        }
    }

    private void counts() {
        var page = reports.listActivityCounts(ListActivityCountsRequest.newBuilder()
                .setAccountId(population.account(random).getAccountId())
                .setBreakdown(ActivityBreakdown.ACTIVITY_BREAKDOWN_API_CALLS_BY_PRINCIPAL)
                .build());
        if (page.getActivityCountsCount() == 0) {
            throw new IllegalStateException("no counts of an account that has events");
        }
    }

    private void activityChart() {
        render(RenderChartRequest.newBuilder()
                .setActivity(ActivityChart.newBuilder()
                        .setAccountId(population.account(random).getAccountId())
                        .setBreakdown(ActivityBreakdown.ACTIVITY_BREAKDOWN_API_CALLS_BY_PRINCIPAL))
                .build());
    }

    private void heatMap() {
        render(RenderChartRequest.newBuilder()
                .setAccountServices(AccountServicesChart.getDefaultInstance())
                .build());
    }

    private void render(RenderChartRequest request) {
        if (charts.renderChart(request).getChart().getContent().isEmpty()) {
            throw new IllegalStateException("an empty picture");
        }
    }
}
