package dev.trailtally.benchmarks.run;

import com.google.protobuf.Timestamp;
import dev.trailtally.report.v1.Account;
import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.ReportServiceGrpc;
import dev.trailtally.report.v1.ReportServiceGrpc.ReportServiceBlockingStub;
import io.grpc.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The data that calls can request.
 *
 * @param accounts those with events
 * @param totalEvents of all of them
 * @param keyEvents events with an access key
 */
public record Population(List<Account> accounts, long totalEvents, List<Event> keyEvents) {

    private static final long DAY = Duration.ofDays(1).toSeconds();
    private static final int KEYS = 500;

    public Population {
        accounts = List.copyOf(accounts);
        keyEvents = List.copyOf(keyEvents);
    }

    public static Population of(Channel channel, long seed) {
        var reports = ReportServiceGrpc.newBlockingStub(channel);
        var accounts = Accounts.all(reports).stream()
                .filter(account -> account.getEventCount() > 0)
                .toList();
        if (accounts.isEmpty()) {
            throw new IllegalStateException("there is no account with events to ask for");
        }
        var totalEvents = accounts.stream().mapToLong(Account::getEventCount).sum();
        var population = new Population(accounts, totalEvents, List.of());
        return new Population(accounts, totalEvents, population.eventsWithKey(reports, new SplittableRandom(seed)));
    }

    /** An account, more often one with more events. */
    public Account account(SplittableRandom random) {
        var place = random.nextLong(totalEvents);
        for (var account : accounts) {
            place -= account.getEventCount();
            if (place < 0) {
                return account;
            }
        }
        return accounts.getLast();
    }

    public Event keyEvent(SplittableRandom random) {
        return keyEvents.get(random.nextInt(keyEvents.size()));
    }

    /** Any second between the account's first and last event. */
    static long second(Account account, SplittableRandom random) {
        return random.nextLong(
                account.getFirstEventTime().getSeconds(),
                account.getLastEventTime().getSeconds() + 1);
    }

    /** From any second to any later one. */
    static Interval interval(Account account, SplittableRandom random) {
        var one = second(account, random);
        var other = second(account, random);
        return interval(Math.min(one, other), Math.max(one, other) + 1);
    }

    /** From the midnight before any event to that after any later one. */
    public static Interval days(Account account, SplittableRandom random) {
        var interval = interval(account, random);
        return interval(
                interval.getStartTime().getSeconds() / DAY * DAY,
                Math.ceilDiv(interval.getEndTime().getSeconds(), DAY) * DAY);
    }

    static Interval interval(long start, long end) {
        return Interval.newBuilder()
                .setStartTime(Timestamp.newBuilder().setSeconds(start))
                .setEndTime(Timestamp.newBuilder().setSeconds(end))
                .build();
    }

    private List<Event> eventsWithKey(ReportServiceBlockingStub reports, SplittableRandom random) {
        var events = new ArrayList<Event>();
        for (var tries = 0; tries < KEYS && events.size() < KEYS; tries++) {
            var account = account(random);
            var begin = second(account, random);
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
}
