package dev.trailtally.standalone.page;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.AccountService;
import dev.trailtally.report.v1.ActivityView;
import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.EventCategory;
import dev.trailtally.report.v1.GetActivityOverTimeRequest;
import dev.trailtally.report.v1.GetActivityOverTimeResponse;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.GetOrganizationSummaryRequest;
import dev.trailtally.report.v1.GetOrganizationSummaryResponse;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListAccountServicesRequest;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ListFirstSightingsRequest;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.ListUnusedAccessRequest;
import dev.trailtally.report.v1.ListUnusedAccessResponse;
import dev.trailtally.report.v1.OrganizationReportServiceGrpc;
import dev.trailtally.report.v1.Outcome;
import dev.trailtally.report.v1.ServiceUsage;
import dev.trailtally.report.v1.Sighting;
import dev.trailtally.report.v1.StreamActivitySummariesRequest;
import dev.trailtally.report.v1.StreamActivitySummariesResponse;
import dev.trailtally.report.v1.TimeBucket;
import dev.trailtally.rpc.Pages;
import dev.trailtally.standalone.call.Calls;
import io.grpc.Channel;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Asks the report service for what a page shows. */
final class PageReader {

    private static final int MAX_TOP = 1_000;
    private static final int PAGE_SIZE = 10_000;
    private static final int MAX_EVENTS = 200;
    private static final int MAX_UNUSED = 1_000;
    private static final int MAX_SIGHTINGS = 2_000;

    private final Calls calls;

    PageReader(Channel channel) {
        this.calls = new Calls(channel);
    }

    Account account(String accountId) {
        var request = ListAccountsRequest.newBuilder().addAccountIds(accountId);
        return calls.reports().listAccounts(request.build()).getAccountsList().stream()
                .filter(account -> account.getAccountId().equals(accountId))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "nothing was ever collected from account " + accountId + "; trailtally scan collects it"));
    }

    GetActivitySummaryResponse activity(String accountId, PageQuestion question) {
        var request =
                GetActivitySummaryRequest.newBuilder().setAccountId(accountId).setTop(MAX_TOP);
        return calls.reports().getActivitySummary(within(question, request).build());
    }

    /** Every row of an account's service usage; one page of them is in memory. */
    void forEachUsage(String accountId, PageQuestion question, Consumer<? super ServiceUsage> consumer) {
        var request =
                ListServiceUsageRequest.newBuilder().setAccountId(accountId).setPageSize(PAGE_SIZE);
        new Pages<>(within(question, request).build(), next -> calls.reports().listServiceUsage(next))
                .forEachRemaining(page -> page.getServiceUsageList().forEach(consumer));
    }

    /** The newest failed events. */
    Rows<Event> failedEvents(String accountId, PageQuestion question) {
        var request = ListEventsRequest.newBuilder()
                .setAccountId(accountId)
                .setOutcome(Outcome.OUTCOME_FAILED)
                .setPageSize(MAX_EVENTS);
        var events = new ArrayList<Event>();
        var pages = new Pages<>(
                within(question, request).build(), next -> calls.reports().listEvents(next));
        // A page may be short, or empty, and not be the last.
        while (pages.hasNext() && events.size() < MAX_EVENTS) {
            events.addAll(pages.next().getEventsList());
        }
        return first(events, MAX_EVENTS, pages.hasNext());
    }

    /** One message for each account, answered or failed, and the totals last. */
    void forEachAccount(PageQuestion question, Consumer<? super StreamActivitySummariesResponse> consumer) {
        var request = StreamActivitySummariesRequest.newBuilder()
                .setAccounts(question.accounts())
                .setView(ActivityView.ACTIVITY_VIEW_BASIC)
                .setTop(1);
        // No deadline: the duration grows with the accounts, and each answer shows progress.
        OrganizationReportServiceGrpc.newBlockingStub(calls.channel())
                .streamActivitySummaries(within(question, request).build())
                .forEachRemaining(consumer);
    }

    GetOrganizationSummaryResponse summary(AccountSelection accounts, PageQuestion question) {
        var request =
                GetOrganizationSummaryRequest.newBuilder().setAccounts(accounts).setTop(MAX_TOP);
        return calls.organization()
                .getOrganizationSummary(within(question, request).build());
    }

    /** Every account and service; one page of them is in memory. */
    void forEachAccountService(
            AccountSelection accounts, PageQuestion question, Consumer<? super AccountService> consumer) {
        var request =
                ListAccountServicesRequest.newBuilder().setAccounts(accounts).setPageSize(PAGE_SIZE);
        new Pages<>(
                        within(question, request).build(),
                        next -> calls.organization().listAccountServices(next))
                .forEachRemaining(page -> page.getAccountServicesList().forEach(consumer));
    }

    GetActivityOverTimeResponse overTime(
            AccountSelection accounts,
            Interval interval,
            List<EventCategory> categories,
            TimeBucket bucket,
            ZoneId zone) {
        return calls.organization()
                .getActivityOverTime(GetActivityOverTimeRequest.newBuilder()
                        .setAccounts(accounts)
                        .setInterval(interval)
                        .addAllCategories(categories)
                        .setBucket(bucket)
                        .setTimeZone(zone.getId())
                        .build());
    }

    /** What was first seen recently, newest first. */
    Rows<Sighting> firstSightings(AccountSelection accounts, Instant since, boolean newToAll) {
        var request = ListFirstSightingsRequest.newBuilder()
                .setAccounts(accounts)
                .setSinceTime(Timestamp.newBuilder().setSeconds(since.getEpochSecond()))
                .setNewToAllAccounts(newToAll)
                .setPageSize(MAX_SIGHTINGS);
        var sightings = new ArrayList<Sighting>();
        var pages = new Pages<>(request.build(), next -> calls.organization().listFirstSightings(next));
        // A page ends early after 2 MiB.
        while (pages.hasNext() && sightings.size() < MAX_SIGHTINGS) {
            sightings.addAll(pages.next().getSightingsList());
        }
        return first(sightings, MAX_SIGHTINGS, pages.hasNext());
    }

    private static <T extends Message> Rows<T> first(List<T> rows, int max, boolean more) {
        var kept = rows.subList(0, Math.min(max, rows.size()));
        return new Rows<>(kept, more || rows.size() > max ? Rows.UNKNOWN : 0, 0);
    }

    /** What is granted and unused: the first findings, and the counts of all. */
    ListUnusedAccessResponse unusedAccess(AccountSelection accounts) {
        var request = ListUnusedAccessRequest.newBuilder().setAccounts(accounts).setPageSize(MAX_UNUSED);
        var pages = new Pages<>(request.build(), next -> calls.access().listUnusedAccess(next));
        var all = ListUnusedAccessResponse.newBuilder();
        // A page ends early with the finding that makes 10,000 services and policies full.
        while (pages.hasNext() && all.getUnusedAccessCount() < MAX_UNUSED) {
            var page = pages.next();
            all.mergeFrom(page.toBuilder().clearCounts().build()).clearCounts().addAllCounts(page.getCountsList());
        }
        var kept = List.copyOf(all.getUnusedAccessList().subList(0, Math.min(MAX_UNUSED, all.getUnusedAccessCount())));
        return all.clearUnusedAccess().addAllUnusedAccess(kept).build();
    }

    private static <B extends Message.Builder> B within(PageQuestion question, B request) {
        if (question.hasInterval()) {
            request.setField(request.getDescriptorForType().findFieldByName("interval"), question.interval());
        }
        var categories = request.getDescriptorForType().findFieldByName("categories");
        question.categories().forEach(category -> request.addRepeatedField(categories, category.getValueDescriptor()));
        return request;
    }
}
