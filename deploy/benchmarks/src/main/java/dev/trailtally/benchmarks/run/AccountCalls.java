package dev.trailtally.benchmarks.run;

import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.ListAccountsRequest;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ListServiceUsageRequest;
import dev.trailtally.report.v1.Partition;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.report.v1.ReportServiceGrpc.ReportServiceBlockingStub;
import io.grpc.Channel;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Calls of the report service about one account, like those of its users: random accounts, and random times within them. */
public final class AccountCalls {

    private static final long DAY = Duration.ofDays(1).toSeconds();

    private final ReportServiceBlockingStub reports;
    private final Population population;
    private final SplittableRandom random;

    public AccountCalls(Channel channel, Population population, long seed) {
        this.reports = ReportServiceGrpc.newBlockingStub(channel);
        this.population = population;
        this.random = new SplittableRandom(seed);
    }

    /** The kinds of calls; each makes one call and checks that it was answered. */
    public Map<String, Runnable> kinds() {
        var kinds = new LinkedHashMap<String, Runnable>();
        kinds.put("ListServiceUsage, a month", () -> usage(usageOfMonth()));
        kinds.put("ListServiceUsage, any interval", () -> usage(usageOfInterval()));
        kinds.put("ListServiceUsage, 90 days", () -> usage(usageOfNinetyDays()));
        kinds.put("GetActivitySummary, any interval", this::summary);
        kinds.put("ListEvents, a key's day", this::events);
        kinds.put("ListAccounts", this::listAccounts);
        return kinds;
    }

    private void usage(ListServiceUsageRequest request) {
        if (reports.listServiceUsage(request).getScope().getAccountId().isEmpty()) {
            throw new IllegalStateException("a report without scope: " + request);
        }
    }

    private ListServiceUsageRequest usageOfMonth() {
        var account = population.account(random);
        var date = Instant.ofEpochSecond(Population.second(account, random)).atOffset(ZoneOffset.UTC);
        return ListServiceUsageRequest.newBuilder()
                .setAccountId(account.getAccountId())
                .setPartition(Partition.newBuilder().setYear(date.getYear()).setMonth(date.getMonthValue()))
                .build();
    }

    private ListServiceUsageRequest usageOfInterval() {
        var account = population.account(random);
        return ListServiceUsageRequest.newBuilder()
                .setAccountId(account.getAccountId())
                .setInterval(Population.interval(account, random))
                .build();
    }

    private ListServiceUsageRequest usageOfNinetyDays() {
        var account = population.account(random);
        var end = account.getLastEventTime().getSeconds() + 1 - random.nextLong(DAY);
        return ListServiceUsageRequest.newBuilder()
                .setAccountId(account.getAccountId())
                .setInterval(Population.interval(end - 90 * DAY, end))
                .build();
    }

    private void summary() {
        var account = population.account(random);
        var request = GetActivitySummaryRequest.newBuilder()
                .setAccountId(account.getAccountId())
                .setInterval(Population.interval(account, random))
                .build();
        if (reports.getActivitySummary(request).getScope().getAccountId().isEmpty()) {
            throw new IllegalStateException("a summary without scope: " + request);
        }
    }

    private void events() {
        var event = population.keyEvent(random);
        var day = event.getEventTime().getSeconds() / DAY * DAY;
        var request = ListEventsRequest.newBuilder()
                .setAccessKeyId(event.getAccessKeyId())
                .setInterval(Population.interval(day, day + DAY))
                .build();
        if (reports.listEvents(request).getEventsCount() == 0) {
            throw new IllegalStateException("no event of a key that has events: " + request);
        }
    }

    private void listAccounts() {
        if (reports.listAccounts(ListAccountsRequest.getDefaultInstance()).getAccountsCount() == 0) {
            throw new IllegalStateException("no accounts");
        }
    }
}
