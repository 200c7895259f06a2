package dev.trailtally.benchmarks.reports;

import dev.trailtally.report.v1.ActivityView;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc.OrganizationReportServiceBlockingStub;
import dev.trailtally.report.v1.StreamActivitySummariesRequest;
import dev.trailtally.report.v1.StreamActivitySummariesResponse;
import dev.trailtally.report.v1.StreamServiceUsageRequest;
import dev.trailtally.report.v1.StreamServiceUsageResponse;
import io.grpc.Channel;
import java.util.List;

/** The streams of all accounts. */
final class Streams {

    private final OrganizationReportServiceBlockingStub organization;

    Streams(Channel channel) {
        this.organization = OrganizationReportServiceGrpc.newBlockingStub(channel);
    }

    List<StreamTime> times(int rounds) {
        return List.of(
                StreamTime.of(
                        "StreamServiceUsage",
                        rounds,
                        () -> organization.streamServiceUsage(StreamServiceUsageRequest.getDefaultInstance()),
                        StreamServiceUsageResponse::getTotals),
                activity("StreamActivitySummaries", rounds, ActivityView.ACTIVITY_VIEW_FULL),
                activity("StreamActivitySummaries, basic", rounds, ActivityView.ACTIVITY_VIEW_BASIC));
    }

    private StreamTime activity(String call, int rounds, ActivityView view) {
        var request = StreamActivitySummariesRequest.newBuilder().setView(view).build();
        return StreamTime.of(
                call,
                rounds,
                () -> organization.streamActivitySummaries(request),
                StreamActivitySummariesResponse::getTotals);
    }
}
