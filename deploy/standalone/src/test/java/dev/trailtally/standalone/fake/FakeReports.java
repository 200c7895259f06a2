package dev.trailtally.standalone.fake;

import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListAccountsResponse;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ListEventsResponse;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.ListServiceUsageResponse;
import dev.trailtally.report.v1.ReportServiceGrpc;
import io.grpc.stub.StreamObserver;

/** The report service of {@link FakeServices}; for ListEvents it supports account, region and access key. */
final class FakeReports extends ReportServiceGrpc.ReportServiceImplBase {

    private final FakeServices fake;

    FakeReports(FakeServices fake) {
        this.fake = fake;
    }

    @Override
    public void listAccounts(ListAccountsRequest request, StreamObserver<ListAccountsResponse> observer) {
        FakeServices.answer(
                fake.accounts,
                request.getPageToken(),
                observer,
                (page, next) -> ListAccountsResponse.newBuilder()
                        .addAllAccounts(page)
                        .setNextPageToken(next)
                        .build());
    }

    @Override
    public void listServiceUsage(ListServiceUsageRequest request, StreamObserver<ListServiceUsageResponse> observer) {
        var failure = fake.usageFailure;
        if (failure != null) {
            observer.onError(failure.asRuntimeException());
            return;
        }
        FakeServices.answer(
                fake.usage,
                request.getPageToken(),
                observer,
                (page, next) -> ListServiceUsageResponse.newBuilder()
                        .addAllServiceUsage(page)
                        .setTotalRowCount(2_000_000)
                        .setNextPageToken(next)
                        .build());
    }

    @Override
    public void listEvents(ListEventsRequest request, StreamObserver<ListEventsResponse> observer) {
        fake.eventRequests.add(request);
        var matching = fake.events.stream()
                .filter(event ->
                        request.getAccountId().isEmpty() || event.getAccountId().equals(request.getAccountId()))
                .filter(event ->
                        request.getRegion().isEmpty() || event.getRegion().equals(request.getRegion()))
                .filter(event -> request.getAccessKeyId().isEmpty()
                        || event.getAccessKeyId().equals(request.getAccessKeyId()))
                .toList();
        FakeServices.answer(
                matching,
                request.getPageToken(),
                observer,
                (page, next) -> ListEventsResponse.newBuilder()
                        .addAllEvents(page)
                        .setNextPageToken(next)
                        .build());
    }

    @Override
    public void getActivitySummary(
            GetActivitySummaryRequest request, StreamObserver<GetActivitySummaryResponse> observer) {
        observer.onNext(fake.activity);
        observer.onCompleted();
    }
}
