package dev.trailtally.standalone.fake;

import dev.trailtally.report.v1.GetActivityOverTimeRequest;
import dev.trailtally.report.v1.GetActivityOverTimeResponse;
import dev.trailtally.report.v1.ListFirstSightingsRequest;
import dev.trailtally.report.v1.ListFirstSightingsResponse;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/** The organization's reports of {@link FakeServices}: sightings, and no activity over time. */
final class FakeOrganization extends OrganizationReportServiceGrpc.OrganizationReportServiceImplBase {

    private final FakeServices fake;

    FakeOrganization(FakeServices fake) {
        this.fake = fake;
    }

    @Override
    public void listFirstSightings(
            ListFirstSightingsRequest request, StreamObserver<ListFirstSightingsResponse> observer) {
        FakeServices.answer(
                fake.sightings,
                request.getPageToken(),
                observer,
                (page, next) -> ListFirstSightingsResponse.newBuilder()
                        .addAllSightings(page)
                        .setNextPageToken(next)
                        .build());
    }

    @Override
    public void getActivityOverTime(
            GetActivityOverTimeRequest request, StreamObserver<GetActivityOverTimeResponse> observer) {
        observer.onError(Status.FAILED_PRECONDITION
                .withDescription("hours before <yesterday> are not known")
                .asRuntimeException());
    }
}
