package dev.trailtally.benchmarks.run;

import com.google.protobuf.Timestamp;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.GetActivitySummaryRequest;
import dev.trailtally.report.v1.Interval;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Calls of the report service as its users make them: random accounts, weighted by their events, and random times within
 * what is known of each. The kinds take turns, so that a disturbance of the machine hits them alike.
 */
public final class ReportLoad {

    private static final long DAY = Duration.ofDays(1).toSeconds();
    private static final int KEYS = 500;

    private final ReportServiceBlockingStub reports;
    private final SplittableRandom random;
    private final List<Account> accounts;
    private final long totalEvents;
    private final List<Event> keyEvents;

    public ReportLoad(Channel channel, long seed) {
        this.reports = ReportServiceGrpc.newBlockingStub(channel);
        this.random = new SplittableRandom(seed);
        this.accounts = Accounts.all(reports).stream()
                .filter(account -> account.getEventCount() > 0)
                .toList();
        if (accounts.isEmpty()) {
            throw new IllegalStateException("there is no account with events to ask for");
        }
        this.totalEvents = accounts.stream().mapToLong(Account::getEventCount).sum();
        this.keyEvents = eventsWithKey();
    }

    /** Makes the calls of each kind, after a third as many to warm up, and returns the latency of each kind. */
    public List<Latency> run(int calls) {
        var kinds = kinds();
        time(kinds, Math.ceilDiv(calls, 3));
        var latencies = new ArrayList<Latency>();
        time(kinds, calls).forEach((kind, nanoseconds) -> latencies.add(Latency.of(kind, nanoseconds)));
        return latencies;
    }

    private Map<String, Runnable> kinds() {
        var kinds = new LinkedHashMap<String, Runnable>();
        kinds.put("ListServiceUsage, a month", () -> usage(usageOfMonth()));
        kinds.put("ListServiceUsage, any interval", () -> usage(usageOfInterval()));
        kinds.put("ListServiceUsage, 90 days", () -> usage(usageOfNinetyDays()));
        kinds.put("GetActivitySummary, any interval", this::summary);
        kinds.put("ListEvents, a key's day", this::events);
        kinds.put("ListAccounts", this::listAccounts);
        return kinds;
    }

    private static Map<String, long[]> time(Map<String, Runnable> kinds, int calls) {
        var times = new LinkedHashMap<String, long[]>();
        kinds.keySet().forEach(kind -> times.put(kind, new long[calls]));
        for (var i = 0; i < calls; i++) {
            for (var kind : kinds.entrySet()) {
                var begun = System.nanoTime();
                kind.getValue().run();
                var taken = times.get(kind.getKey());
                if (taken != null) {
                    taken[i] = System.nanoTime() - begun;
                }
            }
        }
        return times;
    }

    private void usage(ListServiceUsageRequest request) {
        if (reports.listServiceUsage(request).getScope().getAccountId().isEmpty()) {
            throw new IllegalStateException("a report without scope: " + request);
        }
    }

    private ListServiceUsageRequest usageOfMonth() {
        var account = account();
        var date = Instant.ofEpochSecond(second(account)).atOffset(ZoneOffset.UTC);
        return ListServiceUsageRequest.newBuilder()
                .setAccountId(account.getAccountId())
                .setPartition(Partition.newBuilder().setYear(date.getYear()).setMonth(date.getMonthValue()))
                .build();
    }

    private ListServiceUsageRequest usageOfInterval() {
        var account = account();
        return ListServiceUsageRequest.newBuilder()
                .setAccountId(account.getAccountId())
                .setInterval(interval(account))
                .build();
    }

    private ListServiceUsageRequest usageOfNinetyDays() {
        var account = account();
        var end = account.getLastEventTime().getSeconds() + 1 - random.nextLong(DAY);
        return ListServiceUsageRequest.newBuilder()
                .setAccountId(account.getAccountId())
                .setInterval(interval(end - 90 * DAY, end))
                .build();
    }

    private void summary() {
        var account = account();
        var request = GetActivitySummaryRequest.newBuilder()
                .setAccountId(account.getAccountId())
                .setInterval(interval(account))
                .build();
        if (reports.getActivitySummary(request).getScope().getAccountId().isEmpty()) {
            throw new IllegalStateException("a summary without scope: " + request);
        }
    }

    private void events() {
        var event = keyEvents.get(random.nextInt(keyEvents.size()));
        var day = event.getEventTime().getSeconds() / DAY * DAY;
        var request = ListEventsRequest.newBuilder()
                .setAccessKeyId(event.getAccessKeyId())
                .setInterval(interval(day, day + DAY))
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

    private List<Event> eventsWithKey() {
        var events = new ArrayList<Event>();
        for (var tries = 0; tries < KEYS && events.size() < KEYS; tries++) {
            var account = account();
            var begin = second(account);
            var request = ListEventsRequest.newBuilder()
                    .setAccountId(account.getAccountId())
                    .setInterval(interval(begin, begin + DAY))
                    .setPageSize(20)
                    .build();
            reports.listEvents(request).getEventsList().stream()
                    .filter(event -> !event.getAccessKeyId().isEmpty())
                    .limit(5)
                    .forEach(events::add);
        }
        if (events.isEmpty()) {
            throw new IllegalStateException("no event with an access key to ask for");
        }
        return events;
    }

    /** An account, more often one with more events. */
    private Account account() {
        var place = random.nextLong(totalEvents);
        for (var account : accounts) {
            place -= account.getEventCount();
            if (place < 0) {
                return account;
            }
        }
        return accounts.getLast();
    }

    /** Any second between the account's first and last event. */
    private long second(Account account) {
        return random.nextLong(
                account.getFirstEventTime().getSeconds(),
                account.getLastEventTime().getSeconds() + 1);
    }

    /** From any second to any later one. */
    private Interval interval(Account account) {
        var one = second(account);
        var other = second(account);
        return interval(Math.min(one, other), Math.max(one, other) + 1);
    }

    private static Interval interval(long start, long end) {
        return Interval.newBuilder()
                .setStartTime(Timestamp.newBuilder().setSeconds(start))
                .setEndTime(Timestamp.newBuilder().setSeconds(end))
                .build();
    }
}
