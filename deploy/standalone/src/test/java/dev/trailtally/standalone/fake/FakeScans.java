package dev.trailtally.standalone.fake;

import dev.trailtally.collector.v1.JobState;
import dev.trailtally.collector.v1.ListLastAccessedJobsRequest;
import dev.trailtally.collector.v1.ListLastAccessedJobsResponse;
import dev.trailtally.collector.v1.ListRejectionsRequest;
import dev.trailtally.collector.v1.ListRejectionsResponse;
import dev.trailtally.collector.v1.ListScanUnitsRequest;
import dev.trailtally.collector.v1.ListScanUnitsResponse;
import dev.trailtally.collector.v1.ListScansRequest;
import dev.trailtally.collector.v1.ListScansResponse;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.WatchScanRequest;
import dev.trailtally.collector.v1.WatchScanResponse;
import io.grpc.stub.StreamObserver;

/** The collector of {@link FakeServices}; every watched scan passes through the same states. */
final class FakeScans extends ScanServiceGrpc.ScanServiceImplBase {

    private final FakeServices fake;

    FakeScans(FakeServices fake) {
        this.fake = fake;
    }

    @Override
    public void listScans(ListScansRequest request, StreamObserver<ListScansResponse> observer) {
        FakeServices.answer(
                fake.scans,
                request.getPageToken(),
                observer,
                (page, next) -> ListScansResponse.newBuilder()
                        .addAllScans(page)
                        .setNextPageToken(next)
                        .build());
    }

    @Override
    public void watchScan(WatchScanRequest request, StreamObserver<WatchScanResponse> observer) {
        fake.states.forEach(observer::onNext);
        observer.onCompleted();
    }

    @Override
    public void listRejections(ListRejectionsRequest request, StreamObserver<ListRejectionsResponse> observer) {
        FakeServices.answer(
                fake.rejections,
                request.getPageToken(),
                observer,
                (page, next) -> ListRejectionsResponse.newBuilder()
                        .addAllRejections(page)
                        .setNextPageToken(next)
                        .build());
    }

    @Override
    public void listScanUnits(ListScanUnitsRequest request, StreamObserver<ListScanUnitsResponse> observer) {
        FakeServices.answer(
                fake.units,
                request.getPageToken(),
                observer,
                (page, next) -> ListScanUnitsResponse.newBuilder()
                        .addAllUnits(page)
                        .setNextPageToken(next)
                        .build());
    }

    @Override
    public void listLastAccessedJobs(
            ListLastAccessedJobsRequest request, StreamObserver<ListLastAccessedJobsResponse> observer) {
        var matching = fake.jobs.stream()
                .filter(job ->
                        request.getState() == JobState.JOB_STATE_UNSPECIFIED || job.getState() == request.getState())
                .toList();
        FakeServices.answer(
                matching,
                request.getPageToken(),
                observer,
                (page, next) -> ListLastAccessedJobsResponse.newBuilder()
                        .addAllJobs(page)
                        .setNextPageToken(next)
                        .build());
    }
}
