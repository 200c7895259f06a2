package dev.trailtally.report;

import dev.trailtally.report.chart.AccountCharts;
import dev.trailtally.report.chart.ChartReport;
import dev.trailtally.report.v1.ChartServiceGrpc;
import dev.trailtally.report.v1.RenderChartRequest;
import dev.trailtally.report.v1.RenderChartResponse;
import dev.trailtally.report.v1.StreamAccountChartsRequest;
import dev.trailtally.report.v1.StreamAccountChartsResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/** The service of pictures: each is drawn from the answer of a report. */
@Singleton
final class ChartService extends ChartServiceGrpc.ChartServiceImplBase {

    private final ChartReport charts;
    private final AccountCharts accountCharts;

    ChartService(ChartReport charts, AccountCharts accountCharts) {
        this.charts = charts;
        this.accountCharts = accountCharts;
    }

    @Override
    public void renderChart(RenderChartRequest request, StreamObserver<RenderChartResponse> response) {
        Answers.send(response, () -> charts.render(request));
    }

    @Override
    public void streamAccountCharts(
            StreamAccountChartsRequest request, StreamObserver<StreamAccountChartsResponse> response) {
        Answers.stream(response, sender -> accountCharts.send(request, sender));
    }
}
