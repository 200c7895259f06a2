package dev.trailtally.report.chart;

import dev.trailtally.report.chart.drawing.ChartRenderer;
import dev.trailtally.report.chart.drawing.Style;
import dev.trailtally.report.chart.figure.Figure;
import dev.trailtally.report.v1.RenderChartRequest;
import dev.trailtally.report.v1.RenderChartResponse;
import dev.trailtally.rpc.RpcErrors;
import jakarta.inject.Singleton;

/** RenderChart: asks a report, makes a figure of its answer, and draws it. */
@Singleton
public final class ChartReport {

    private final ActivityCharts activity;
    private final OverTimeCharts overTime;
    private final AccountServiceCharts accountServices;
    private final ChartRenderer renderer;

    ChartReport(
            ActivityCharts activity,
            OverTimeCharts overTime,
            AccountServiceCharts accountServices,
            ChartRenderer renderer) {
        this.activity = activity;
        this.overTime = overTime;
        this.accountServices = accountServices;
        this.renderer = renderer;
    }

    public RenderChartResponse render(RenderChartRequest request) {
        var style = Style.of(request.getStyle());
        return RenderChartResponse.newBuilder()
                .setChart(renderer.render(figure(request), style))
                .build();
    }

    private Figure figure(RenderChartRequest request) {
        return switch (request.getChartCase()) {
            case ACTIVITY -> RpcErrors.within("activity", () -> activity.figure(request.getActivity()));
            case ACTIVITY_OVER_TIME ->
                RpcErrors.within("activity_over_time", () -> overTime.figure(request.getActivityOverTime()));
            case ACCOUNT_SERVICES ->
                RpcErrors.within("account_services", () -> accountServices.figure(request.getAccountServices()));
            case CHART_NOT_SET ->
                throw RpcErrors.invalidArgument(
                        "chart", "not set; activity, activity_over_time or account_services is required");
        };
    }
}
