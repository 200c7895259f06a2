package dev.trailtally.report;

import com.google.protobuf.Message;
import dev.trailtally.report.FilterTest.TextFilter;
import dev.trailtally.report.FilterTest.TextFilter.Rule;
import dev.trailtally.report.FilterTest.TextFilter.Texts;
import dev.trailtally.report.Fixture.TestEvent;
import dev.trailtally.report.v1.AccountService;
import dev.trailtally.report.v1.EntityLastAccessed;
import dev.trailtally.report.v1.GetActivityOverTimeRequest;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.ListAccessChangesRequest;
import dev.trailtally.report.v1.ListAccountServicesRequest;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListActivityCountsRequest;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ListFirstSightingsRequest;
import dev.trailtally.report.v1.ListLastAccessedRequest;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.ListSightingsRequest;
import dev.trailtally.report.v1.ListUnusedAccessRequest;
import dev.trailtally.report.v1.SightingKind;
import dev.trailtally.report.v1.StreamActivitySummariesRequest;
import dev.trailtally.report.v1.StreamEventsRequest;
import dev.trailtally.report.v1.StreamServiceUsageRequest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** How much each report finds: events, or rows if a report counts none. */
record FilterAnswers(RunningService service) {

    private static final String ACCOUNT_ID = "000000000012";

    static List<TextFilter> textFilters() {
        var filters = new ArrayList<TextFilter>();
        var usage =
                ListServiceUsageRequest.newBuilder().setAccountId(ACCOUNT_ID).build();
        for (var request : List.<Message>of(usage, StreamServiceUsageRequest.getDefaultInstance())) {
            filters.add(new TextFilter(request, "regions", Rule.ANY_CASE, one(TestEvent::region)));
            filters.add(new TextFilter(request, "services", Rule.SERVICE, one(TestEvent::source)));
        }
        filters.add(new TextFilter(
                ListAccountServicesRequest.getDefaultInstance(), "services", Rule.SERVICE, one(TestEvent::source)));
        filters.add(new TextFilter(
                GetActivitySummaryRequest.newBuilder().setAccountId(ACCOUNT_ID).build(),
                "principals",
                Rule.EXACT,
                event -> List.of(event.principal(), event.displayName())));
        var events = ListEventsRequest.newBuilder()
                .setAccountId(ACCOUNT_ID)
                .setPageSize(1_000)
                .build();
        for (var request : List.<Message>of(events, StreamEventsRequest.getDefaultInstance())) {
            filters.add(new TextFilter(request, "access_key_id", Rule.EXACT, one(TestEvent::accessKey)));
            filters.add(new TextFilter(
                    request, "principal", Rule.EXACT, event -> List.of(event.principal(), event.displayName())));
            filters.add(new TextFilter(request, "session_name", Rule.EXACT, one(TestEvent::session)));
            filters.add(new TextFilter(request, "source_ip_address", Rule.EXACT, one(TestEvent::ip)));
            filters.add(new TextFilter(request, "service", Rule.SERVICE, one(TestEvent::source)));
            filters.add(new TextFilter(request, "event_name", Rule.EXACT, one(TestEvent::name)));
            filters.add(new TextFilter(request, "error_code", Rule.EXACT, one(TestEvent::error)));
            filters.add(new TextFilter(request, "region", Rule.ANY_CASE, one(TestEvent::region)));
        }
        filters.add(sighting(SightingKind.SIGHTING_KIND_SOURCE_IP_ADDRESS, Rule.EXACT, TestEvent::ip));
        filters.add(sighting(SightingKind.SIGHTING_KIND_ACCESS_KEY, Rule.EXACT, TestEvent::accessKey));
        filters.add(sighting(SightingKind.SIGHTING_KIND_SESSION, Rule.EXACT, TestEvent::session));
        filters.add(sighting(SightingKind.SIGHTING_KIND_USER_AGENT, Rule.EXACT, TestEvent::userAgent));
        filters.add(sighting(SightingKind.SIGHTING_KIND_PRINCIPAL, Rule.EXACT, TestEvent::principal));
        filters.add(sighting(SightingKind.SIGHTING_KIND_SERVICE, Rule.SERVICE, TestEvent::source));
        filters.add(sighting(SightingKind.SIGHTING_KIND_REGION, Rule.ANY_CASE, TestEvent::region));
        return filters;
    }

    private static TextFilter sighting(SightingKind kind, Rule rule, Function<TestEvent, String> text) {
        return new TextFilter(ListSightingsRequest.newBuilder().setKind(kind).build(), "value", rule, one(text));
    }

    private static Texts one(Function<TestEvent, String> text) {
        return event -> List.of(text.apply(event));
    }

    /** Whether the report without its filter counts the event. */
    boolean covers(Message request, TestEvent event) {
        var account = request.getDescriptorForType().findFieldByName("account_id");
        return account == null || request.getField(account).equals("%012d".formatted(event.accountId()));
    }

    long count(Message asked) {
        return switch (asked) {
            case ListServiceUsageRequest request ->
                service.reports().listServiceUsage(request).getTotalEventCount();
            case GetActivitySummaryRequest request ->
                service.reports().getActivitySummary(request).getEventCount();
            case ListActivityCountsRequest request ->
                service.reports().listActivityCounts(request).getActivityCountsList().stream()
                        .mapToLong(count -> count.getEventCount())
                        .sum();
            case ListEventsRequest request ->
                service.reports().listEvents(request).getEventsCount();
            case ListAccountsRequest request ->
                service.reports().listAccounts(request).getAccountsCount();
            case StreamServiceUsageRequest request ->
                sum(
                        service.organization().streamServiceUsage(request),
                        message -> message.getTotals().getEventCount());
            case StreamActivitySummariesRequest request ->
                sum(
                        service.organization().streamActivitySummaries(request),
                        message -> message.getTotals().getEventCount());
            case StreamEventsRequest request ->
                sum(
                        service.organization().streamEvents(request),
                        message -> message.getTotals().getEventCount());
            default -> countRows(asked);
        };
    }

    private long countRows(Message asked) {
        return switch (asked) {
            case GetOrganizationSummaryRequest request ->
                service.organization().getOrganizationSummary(request).getEventCount();
            case ListAccountServicesRequest request ->
                service.organization().listAccountServices(request).getAccountServicesList().stream()
                        .mapToLong(AccountService::getEventCount)
                        .sum();
            case GetActivityOverTimeRequest request ->
                service.organization().getActivityOverTime(request).getPointsList().stream()
                        .mapToLong(point -> point.getEventCount())
                        .sum();
            case ListSightingsRequest request ->
                service.organization().listSightings(request).getTotalEventCount();
            case ListFirstSightingsRequest request ->
                service.organization().listFirstSightings(request).getSightingsCount();
            case ListLastAccessedRequest request -> countLastAccessed(request);
            case ListUnusedAccessRequest request ->
                service.access().listUnusedAccess(request).getUnusedAccessCount();
            case ListAccessChangesRequest request ->
                service.access().listAccessChanges(request).getChangesCount();
            default ->
                throw new IllegalArgumentException(
                        "no answer to " + asked.getDescriptorForType().getName());
        };
    }

    /** Entities; for a request for services, the services. */
    private long countLastAccessed(ListLastAccessedRequest request) {
        var entities = service.access().listLastAccessed(request).getEntitiesList();
        return request.getServiceNamespacesCount() == 0
                ? entities.size()
                : entities.stream()
                        .mapToLong(EntityLastAccessed::getServicesLastAccessedCount)
                        .sum();
    }

    private static <T> long sum(Iterator<T> messages, ToLongFunction<T> count) {
        long sum = 0;
        while (messages.hasNext()) {
            sum += count.applyAsLong(messages.next());
        }
        return sum;
    }
}
