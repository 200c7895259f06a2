package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.Fixture.TestEvent;
import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.EventOrder;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListEventsRequest;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A day of more events than a window, in segments that overlap. */
class EventWindowTest {

    private static final long ACCOUNT = 12L;
    private static final Instant DAY = Instant.parse("2024-02-29T00:00:00Z");
    private static final List<EventOrder> ORDERS =
            List.of(EventOrder.EVENT_ORDER_NEWEST_FIRST, EventOrder.EVENT_ORDER_OLDEST_FIRST);

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        for (int batch = 0; batch < 11; batch++) {
            // Two minutes each, every second of which is in two batches and has many events: none may fall between
            // windows.
            store(batch, DAY.plus(Duration.ofMinutes(batch)), Duration.ofMinutes(2), 1_200);
        }
        store(11, DAY, Duration.ofDays(1), 300);
        store(12, DAY.plus(Duration.ofMinutes(5)), Duration.ofSeconds(3), 1_000);
        fixture.rollUp();
        service = RunningService.on(fixture.database());
    }

    private static void store(int batch, Instant from, Duration length, int count) throws SQLException {
        fixture.store(2 * batch + 1, new RandomEvents(ACCOUNT, from, length).generate(batch, count));
        fixture.store(2 * batch + 2, new RandomEvents(13, from, length).generate(100 + batch, count / 10));
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void everyEventComesOnceAndInOrder() {
        for (int pageSize : List.of(290, 1_000)) {
            check(ofAccount().setPageSize(pageSize), e -> e.accountId() == ACCOUNT);
        }
    }

    @Test
    void aPageThatTakesSeveralWindowsMissesNoneBetweenThem() {
        check(
                ofAccount().setPageSize(1_000).setService("s3_x*"),
                e -> e.accountId() == ACCOUNT && e.source().equals("s3_x.example.org"));
    }

    @Test
    void aFilterThatMatchesRarelyFindsAllEvents() {
        for (int pageSize : List.of(3, 1_000)) {
            check(
                    ofAccount()
                            .setPageSize(pageSize)
                            .setService("s3_x*")
                            .setEventName("Call5")
                            .setRegion("region-3"),
                    e -> e.accountId() == ACCOUNT
                            && e.source().equals("s3_x.example.org")
                            && e.name().equals("Call5")
                            && e.region().equals("region-3"));
        }
    }

    @Test
    void anAccessKeyOfTwoAccountsFindsTheEventsOfBoth() {
        check(
                ListEventsRequest.newBuilder().setPageSize(90).setAccessKeyId("AKIAUSER9"),
                e -> e.accessKey().equals("AKIAUSER9"));
    }

    @Test
    void anIntervalThatCutsSegmentsIsExact() {
        var start = DAY.plusSeconds(5 * 60 + 1);
        var end = DAY.plusSeconds(10 * 60 + 1);
        var interval = Interval.newBuilder();
        interval.getStartTimeBuilder().setSeconds(start.getEpochSecond());
        interval.getEndTimeBuilder().setSeconds(end.getEpochSecond());

        check(
                ofAccount().setPageSize(400).setInterval(interval),
                e -> e.accountId() == ACCOUNT
                        && !e.time().isBefore(start)
                        && e.time().isBefore(end));
    }

    private static void check(ListEventsRequest.Builder request, Predicate<TestEvent> filter) {
        for (var order : ORDERS) {
            assertThat(ids(request.clone().setOrder(order)))
                    .as("%s of %s", order, request)
                    .isNotEmpty()
                    .isEqualTo(expected(filter, order));
        }
    }

    private static ListEventsRequest.Builder ofAccount() {
        return ListEventsRequest.newBuilder().setAccountId("000000000012");
    }

    private static List<String> ids(ListEventsRequest.Builder request) {
        var events = new ArrayList<Event>();
        do {
            var page = service.reports().listEvents(request.build());
            events.addAll(page.getEventsList());
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        return events.stream().map(Event::getEventId).toList();
    }

    private static List<String> expected(Predicate<TestEvent> filter, EventOrder order) {
        var oldestFirst = Comparator.comparing(TestEvent::time)
                .thenComparingLong(TestEvent::accountId)
                .thenComparing(event -> event.id().toString());
        return fixture.events().stream()
                .filter(filter)
                .sorted(order == EventOrder.EVENT_ORDER_OLDEST_FIRST ? oldestFirst : oldestFirst.reversed())
                .map(TestEvent::id)
                .map(UUID::toString)
                .toList();
    }
}
