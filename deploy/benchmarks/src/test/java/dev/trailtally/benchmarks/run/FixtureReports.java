package dev.trailtally.benchmarks.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Timestamp;
import dev.trailtally.benchmarks.logs.RecountedLogs;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListAccountsResponse;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ListEventsResponse;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.ListServiceUsageResponse;
import dev.trailtally.report.v1.ReportScope;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.report.v1.ServiceUsage;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.TreeMap;

/** Answers from the fixture's events, for any period; a page holds half of the data, so that clients must page. */
final class FixtureReports extends ReportServiceGrpc.ReportServiceImplBase {

    private final FixtureEvents events;

    FixtureReports(FixtureEvents events) {
        this.events = events;
    }

    @Override
    public void listAccounts(ListAccountsRequest request, StreamObserver<ListAccountsResponse> response) {
        var accounts = events.byAccount().entrySet().stream()
                .map(account -> account(account.getKey(), account.getValue()))
                .toList();
        var half = accounts.size() / 2;
        var page = ListAccountsResponse.newBuilder();
        if (request.getPageToken().isEmpty()) {
            page.addAllAccounts(accounts.subList(0, half)).setNextPageToken("rest");
        } else {
            page.addAllAccounts(accounts.subList(half, accounts.size()));
        }
        response.onNext(page.build());
        response.onCompleted();
    }

    @Override
    public void listServiceUsage(ListServiceUsageRequest request, StreamObserver<ListServiceUsageResponse> response) {
        var rows = new TreeMap<String, ServiceUsage.Builder>();
        var all = events.byAccount().getOrDefault(request.getAccountId(), List.of());
        all.forEach(event -> {
            var row = ServiceUsage.newBuilder()
                    .setEventSource(event.path("eventSource").asText())
                    .setEventName(event.path("eventName").asText())
                    .setErrorCode(event.path("errorCode").asText());
            var known = rows.computeIfAbsent(row.build().toString(), any -> row);
            known.setEventCount(known.getEventCount() + 1);
        });
        var page = ListServiceUsageResponse.newBuilder()
                .setScope(ReportScope.newBuilder().setAccountId(request.getAccountId()))
                .setTotalEventCount(all.size());
        var first = request.getPageToken().isEmpty();
        rows.values().stream()
                .skip(first ? 0 : rows.size() / 2)
                .limit(first ? rows.size() / 2 : rows.size())
                .forEach(page::addServiceUsage);
        response.onNext(page.setNextPageToken(first ? "rest" : "").build());
        response.onCompleted();
    }

    @Override
    public void getActivitySummary(
            GetActivitySummaryRequest request, StreamObserver<GetActivitySummaryResponse> response) {
        response.onNext(GetActivitySummaryResponse.newBuilder()
                .setScope(ReportScope.newBuilder().setAccountId(request.getAccountId()))
                .build());
        response.onCompleted();
    }

    @Override
    public void listEvents(ListEventsRequest request, StreamObserver<ListEventsResponse> response) {
        var from = request.getInterval().getStartTime().getSeconds();
        var to = request.getInterval().getEndTime().getSeconds();
        var page = ListEventsResponse.newBuilder();
        events.byAccount()
                .forEach((id, all) -> all.stream()
                        .filter(event -> request.getAccountId().isEmpty()
                                || request.getAccountId().equals(id))
                        .filter(event -> request.getAccessKeyId().isEmpty()
                                || request.getAccessKeyId().equals(FixtureEvents.accessKey(event)))
                        .filter(event -> FixtureEvents.second(event) >= from && FixtureEvents.second(event) < to)
                        .limit(20)
                        .forEach(event -> page.addEvents(Event.newBuilder()
                                .setAccessKeyId(FixtureEvents.accessKey(event))
                                .setEventTime(time(FixtureEvents.second(event))))));
        response.onNext(page.build());
        response.onCompleted();
    }

    private static Account account(String id, List<JsonNode> events) {
        var times = events.stream().mapToLong(FixtureEvents::second).summaryStatistics();
        return Account.newBuilder()
                .setAccountId(id)
                .setEventCount(events.size())
                .setFailedCount(events.stream().filter(RecountedLogs::failed).count())
                .setFirstEventTime(time(times.getMin()))
                .setLastEventTime(time(times.getMax()))
                .build();
    }

    private static Timestamp time(long second) {
        return Timestamp.newBuilder().setSeconds(second).build();
    }
}
