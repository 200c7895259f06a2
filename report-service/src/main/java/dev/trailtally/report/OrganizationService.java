package dev.trailtally.report;

import dev.trailtally.report.activity.ActivityStream;
import dev.trailtally.report.event.EventStream;
import dev.trailtally.report.organization.AccountServiceList;
import dev.trailtally.report.organization.OrganizationSummary;
import dev.trailtally.report.sighting.FirstSightingList;
import dev.trailtally.report.sighting.SightingList;
import dev.trailtally.report.timeline.ActivityOverTime;
import dev.trailtally.report.usage.UsageStream;
import dev.trailtally.report.v1.GetActivityOverTimeRequest;
import dev.trailtally.report.v1.GetActivityOverTimeResponse;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryResponse;
import dev.trailtally.report.v1.ListAccountServicesRequest;
import dev.trailtally.report.v1.ListAccountServicesResponse;
import dev.trailtally.report.v1.ListFirstSightingsRequest;
import dev.trailtally.report.v1.ListFirstSightingsResponse;
import dev.trailtally.report.v1.ListSightingsRequest;
import dev.trailtally.report.v1.ListSightingsResponse;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.StreamActivitySummariesRequest;
import dev.trailtally.report.v1.StreamActivitySummariesResponse;
import dev.trailtally.report.v1.StreamEventsRequest;
import dev.trailtally.report.v1.StreamEventsResponse;
import dev.trailtally.report.v1.StreamServiceUsageRequest;
import dev.trailtally.report.v1.StreamServiceUsageResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/** The service of many accounts: streams read a snapshot for each account, the other rpcs one for all. */
@Singleton
final class OrganizationService extends OrganizationReportServiceGrpc.OrganizationReportServiceImplBase {

    private final UsageStream usage;
    private final ActivityStream activity;
    private final EventStream events;
    private final OrganizationSummary summary;
    private final AccountServiceList accountServices;
    private final SightingList sightings;
    private final FirstSightingList firstSightings;
    private final ActivityOverTime overTime;

    OrganizationService(
            UsageStream usage,
            ActivityStream activity,
            EventStream events,
            OrganizationSummary summary,
            AccountServiceList accountServices,
            SightingList sightings,
            FirstSightingList firstSightings,
            ActivityOverTime overTime) {
        this.usage = usage;
        this.activity = activity;
        this.events = events;
        this.summary = summary;
        this.accountServices = accountServices;
        this.sightings = sightings;
        this.firstSightings = firstSightings;
        this.overTime = overTime;
    }

    @Override
    public void streamServiceUsage(
            StreamServiceUsageRequest request, StreamObserver<StreamServiceUsageResponse> response) {
        Answers.stream(response, sender -> usage.send(request, sender));
    }

    @Override
    public void streamActivitySummaries(
            StreamActivitySummariesRequest request, StreamObserver<StreamActivitySummariesResponse> response) {
        Answers.stream(response, sender -> activity.send(request, sender));
    }

    @Override
    public void streamEvents(StreamEventsRequest request, StreamObserver<StreamEventsResponse> response) {
        Answers.stream(response, sender -> events.send(request, sender));
    }

    @Override
    public void getOrganizationSummary(
            GetOrganizationSummaryRequest request, StreamObserver<GetOrganizationSummaryResponse> response) {
        Answers.send(response, () -> summary.summarize(request));
    }

    @Override
    public void listAccountServices(
            ListAccountServicesRequest request, StreamObserver<ListAccountServicesResponse> response) {
        Answers.send(response, () -> accountServices.list(request));
    }

    @Override
    public void listSightings(ListSightingsRequest request, StreamObserver<ListSightingsResponse> response) {
        Answers.send(response, () -> sightings.list(request));
    }

    @Override
    public void listFirstSightings(
            ListFirstSightingsRequest request, StreamObserver<ListFirstSightingsResponse> response) {
        Answers.send(response, () -> firstSightings.list(request));
    }

    @Override
    public void getActivityOverTime(
            GetActivityOverTimeRequest request, StreamObserver<GetActivityOverTimeResponse> response) {
        Answers.send(response, () -> overTime.count(request));
    }
}
