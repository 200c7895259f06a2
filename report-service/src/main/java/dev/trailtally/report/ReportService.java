package dev.trailtally.report;

import dev.trailtally.report.account.AccountList;
import dev.trailtally.report.activity.ActivityCountList;
import dev.trailtally.report.activity.ActivityReport;
import dev.trailtally.report.event.EventList;
import dev.trailtally.report.usage.UsageReport;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListAccountsResponse;
import dev.trailtally.report.v1.ListActivityCountsRequest;
import dev.trailtally.report.v1.ListActivityCountsResponse;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ListEventsResponse;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.ListServiceUsageResponse;
import dev.trailtally.report.v1.ReportServiceGrpc;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/** The service: each rpc checks its request, reads one snapshot of the rollups and answers. */
@Singleton
final class ReportService extends ReportServiceGrpc.ReportServiceImplBase {

    private final UsageReport usage;
    private final ActivityReport activity;
    private final ActivityCountList activityCounts;
    private final EventList events;
    private final AccountList accounts;

    ReportService(
            UsageReport usage,
            ActivityReport activity,
            ActivityCountList activityCounts,
            EventList events,
            AccountList accounts) {
        this.usage = usage;
        this.activity = activity;
        this.activityCounts = activityCounts;
        this.events = events;
        this.accounts = accounts;
    }

    @Override
    public void listServiceUsage(ListServiceUsageRequest request, StreamObserver<ListServiceUsageResponse> response) {
        Answers.send(response, () -> usage.list(request));
    }

    @Override
    public void getActivitySummary(
            GetActivitySummaryRequest request, StreamObserver<GetActivitySummaryResponse> response) {
        Answers.send(response, () -> activity.summarize(request));
    }

    @Override
    public void listActivityCounts(
            ListActivityCountsRequest request, StreamObserver<ListActivityCountsResponse> response) {
        Answers.send(response, () -> activityCounts.list(request));
    }

    @Override
    public void listEvents(ListEventsRequest request, StreamObserver<ListEventsResponse> response) {
        Answers.send(response, () -> events.list(request));
    }

    @Override
    public void listAccounts(ListAccountsRequest request, StreamObserver<ListAccountsResponse> response) {
        Answers.send(response, () -> accounts.list(request));
    }
}
