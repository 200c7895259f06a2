package dev.trailtally.standalone.fake;

import com.google.protobuf.ByteString;
import dev.trailtally.report.v1.AccountChart;
import dev.trailtally.report.v1.AccountChartTotals;
import dev.trailtally.report.v1.Chart;
import dev.trailtally.report.v1.ChartServiceGrpc;
import dev.trailtally.report.v1.RenderChartRequest;
import dev.trailtally.report.v1.RenderChartResponse;
import dev.trailtally.report.v1.StreamAccountChartsRequest;
import dev.trailtally.report.v1.StreamAccountChartsResponse;
import io.grpc.stub.StreamObserver;

/** The chart service of {@link FakeServices}: its pictures are their format's name. */
final class FakeCharts extends ChartServiceGrpc.ChartServiceImplBase {

    private final FakeServices fake;

    FakeCharts(FakeServices fake) {
        this.fake = fake;
    }

    @Override
    public void renderChart(RenderChartRequest request, StreamObserver<RenderChartResponse> observer) {
        fake.chartRequests.add(request);
        observer.onNext(RenderChartResponse.newBuilder()
                .setChart(picture(request.getStyle().getFormat().name()))
                .build());
        observer.onCompleted();
    }

    @Override
    public void streamAccountCharts(
            StreamAccountChartsRequest request, StreamObserver<StreamAccountChartsResponse> observer) {
        for (AccountChart chart : fake.charts) {
            observer.onNext(StreamAccountChartsResponse.newBuilder()
                    .setChart(chart.toBuilder()
                            .setChart(picture(request.getStyle().getFormat().name())))
                    .build());
        }
        observer.onNext(StreamAccountChartsResponse.newBuilder()
                .setTotals(AccountChartTotals.newBuilder().setPrincipalCount(11).setDrawnPrincipalCount(8))
                .build());
        observer.onCompleted();
    }

    private static Chart picture(String content) {
        return Chart.newBuilder().setContent(ByteString.copyFromUtf8(content)).build();
    }
}
