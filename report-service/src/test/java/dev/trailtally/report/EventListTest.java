package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.Fixture.TestEvent;
import dev.trailtally.report.v1.Event;
import dev.trailtally.report.v1.EventOrder;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.report.v1.ListEventsRequest;
import dev.trailtally.report.v1.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EventListTest {

    private static final long ACCOUNT = 12L;
    private static final String ACCOUNT_ID = "000000000012";
    private static final Instant FROM = Instant.parse("2024-02-27T09:00:00Z");

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        fixture.store(1, new RandomEvents(ACCOUNT, FROM, Duration.ofDays(5)).generate(1, 1_200));
        fixture.store(2, new RandomEvents(13, FROM, Duration.ofDays(5)).generate(1, 400)); // the same names and keys
        fixture.store(
                3,
                new RandomEvents(ACCOUNT, Instant.parse("1970-01-01T00:00:00Z"), Duration.ofDays(2)).generate(3, 20));
        fixture.store(
                4,
                new RandomEvents(ACCOUNT, Instant.parse("0001-01-01T00:00:00Z"), Duration.ofHours(9)).generate(4, 5));
        fixture.rollUp();
        fixture.store(5, new RandomEvents(ACCOUNT, FROM.plus(Duration.ofDays(20)), Duration.ofDays(1)).generate(5, 30));
        service = RunningService.on(fixture.database());
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void everyEventComesOnceWhateverThePageSizeAndOrder() {
        for (var order : List.of(EventOrder.EVENT_ORDER_NEWEST_FIRST, EventOrder.EVENT_ORDER_OLDEST_FIRST)) {
            for (int pageSize : List.of(7, 100, 1_000)) {
                assertThat(ids(all(ofAccount().setOrder(order).setPageSize(pageSize))))
                        .as("%s by %d", order, pageSize)
                        .isEqualTo(expected(event -> event.accountId() == ACCOUNT, order));
            }
        }
    }

    @Test
    void aWalkThatTakesTooLongGoesOnWithTheNextPage() {
        var properties = new HashMap<>(fixture.database().datasource("report"));
        properties.put("report.event-walk-time", "1ms");
        try (var hasty = RunningService.on(properties)) {
            for (var order : List.of(EventOrder.EVENT_ORDER_NEWEST_FIRST, EventOrder.EVENT_ORDER_OLDEST_FIRST)) {
                var request = ofAccount().setOrder(order).setPageSize(1_000);
                var page = hasty.reports().listEvents(request.build());

                assertThat(page.getNextPageToken()).isNotEmpty();
                assertThat(page.getEventsCount()).isLessThan(1_000);
                assertThat(ids(all(hasty, request))).isEqualTo(expected(event -> event.accountId() == ACCOUNT, order));
            }
        }
    }

    @Test
    void eachFilterSelectsItsEvents() {
        check(ofAccount().setAccessKeyId("AKIAUSER3"), e -> e.accessKey().equals("AKIAUSER3"));
        check(
                ofAccount().setPrincipal("arn:aws:iam::12:user/user1"),
                e -> e.principal().equals("arn:aws:iam::12:user/user1"));
        check(ofAccount().setPrincipal("12:u/user1"), e -> e.principal().equals("arn:aws:iam::12:user/user1"));
        check(ofAccount().setSessionName("session-1"), e -> e.session().equals("session-1"));
        check(ofAccount().setSourceIpAddress("203.0.1.7"), e -> e.ip().equals("203.0.1.7"));
        check(ofAccount().setSourceIpAddress("203.0.1.0/24"), e -> e.ip().startsWith("203.0.1."));
        check(ofAccount().setSourceIpAddress("AWS Internal"), e -> e.ip().equals("AWS Internal"));
        check(ofAccount().setService("s3"), e -> e.source().equals("s3.amazonaws.com"));
        check(ofAccount().setService("s3_x*"), e -> e.source().equals("s3_x.example.org"));
        check(ofAccount().setService("s3*"), e -> e.source().startsWith("s3"));
        check(ofAccount().setEventName("*2"), e -> e.name().equals("Call2"));
        check(ofAccount().setErrorCode("AccessDenied"), e -> e.error().equals("AccessDenied"));
        check(ofAccount().setErrorCode("*"), e -> !e.error().isEmpty());
        check(ofAccount().setRegion("region-2"), e -> e.region().equals("region-2"));
        check(ofAccount().setReadOnly(false), e -> Boolean.FALSE.equals(e.readOnly()));
        check(ofAccount().setOutcome(Outcome.OUTCOME_FAILED), TestEvent::failed);
        check(ofAccount().setOutcome(Outcome.OUTCOME_SUCCESSFUL), e -> !e.failed());
        check(
                ofAccount()
                        .setService("ec2")
                        .setPrincipal("12:u/user2")
                        .setErrorCode("*")
                        .setRegion("region-0"),
                e -> e.source().startsWith("ec2")
                        && e.principal().endsWith("/user2")
                        && !e.error().isEmpty()
                        && e.region().equals("region-0"));
        assertThat(all(ofAccount().setPrincipal("nobody"))).isEmpty();
        assertThat(all(ofAccount().setEventName("Call_")))
                .as("_ is no wildcard")
                .isEmpty();
    }

    @Test
    void anAccessKeyAloneIsFoundInEveryAccount() {
        assertThat(ids(all(ListEventsRequest.newBuilder()
                        .setAccessKeyId("AKIAUSER3")
                        .setPageSize(9))))
                .isEqualTo(expected(e -> e.accessKey().equals("AKIAUSER3"), EventOrder.EVENT_ORDER_NEWEST_FIRST));
    }

    @Test
    void anIntervalIsExactToTheSecond() {
        var start = Instant.parse("2024-02-28T23:50:00Z");
        var end = Instant.parse("2024-03-01T00:10:01Z");
        var interval = Interval.newBuilder();
        interval.getStartTimeBuilder().setSeconds(start.getEpochSecond());
        interval.getEndTimeBuilder().setSeconds(end.getEpochSecond());

        assertThat(ids(all(ofAccount().setInterval(interval).setPageSize(10))))
                .isNotEmpty()
                .isEqualTo(expected(
                        e -> e.accountId() == ACCOUNT
                                && !e.time().isBefore(start)
                                && e.time().isBefore(end),
                        EventOrder.EVENT_ORDER_NEWEST_FIRST));
    }

    @Test
    void fieldsAreThoseOfTheRecord() {
        var stored = fixture.events().getFirst();
        var event = all(ofAccount()).stream()
                .filter(found -> found.getEventId().equals(stored.id().toString()))
                .findFirst()
                .orElseThrow();

        assertThat(event.getAccountId()).isEqualTo(ACCOUNT_ID);
        assertThat(event.getEventTime().getSeconds()).isEqualTo(stored.time().getEpochSecond());
        assertThat(event.getPrincipal().getDisplayName()).isEqualTo(stored.displayName());
        assertThat(event.getUserAgent()).isEqualTo(stored.userAgent());
        assertThat(event.hasReadOnly()).isEqualTo(stored.readOnly() != null);
        assertThat(event.getFailed()).isEqualTo(stored.failed());
        assertThat(event.getRaw()).isEmpty();
    }

    @Test
    void rawJsonAndOriginalIdComeWhereTheyWereKept() throws SQLException, IOException {
        var stored = fixture.events().get(7);
        var json = "{\"eventName\":\"ünïcode\"}";
        fixture.execute("insert into event_raw values (%d, '%s', '%s', '\\x%s')"
                .formatted(stored.accountId(), stored.time(), stored.id(), deflated(json)));
        fixture.execute("insert into event_original_id values (%d, '%s', '%s', 'not-a-uuid')"
                .formatted(stored.accountId(), stored.time(), stored.id()));

        assertThat(all(ofAccount().setIncludeRaw(true)).stream()
                        .filter(event -> !event.getRaw().isEmpty())
                        .map(event -> event.getEventId() + " " + event.getRaw()))
                .containsExactly("not-a-uuid " + json);
        fixture.execute("delete from event_original_id");
        fixture.execute("delete from event_raw");
    }

    @Test
    void largeRecordsMakeShorterPages() throws SQLException, IOException {
        var json = "{\"padding\":\"" + "x".repeat(900_000) + "\"}";
        for (var stored : fixture.events().subList(10, 20)) {
            fixture.execute("insert into event_raw values (%d, '%s', '%s', '\\x%s')"
                    .formatted(stored.accountId(), stored.time(), stored.id(), deflated(json)));
        }
        var request = ofAccount().setIncludeRaw(true).setPageSize(1_000);

        assertThat(service.reports().listEvents(request.build()).getSerializedSize())
                .isLessThan(4 << 20);
        assertThat(ids(all(request)))
                .isEqualTo(expected(e -> e.accountId() == ACCOUNT, EventOrder.EVENT_ORDER_NEWEST_FIRST));
        fixture.execute("delete from event_raw");
    }

    private static void check(ListEventsRequest.Builder request, Predicate<TestEvent> filter) {
        assertThat(ids(all(request.setPageSize(150))))
                .as("%s", request)
                .isNotEmpty()
                .isEqualTo(expected(
                        filter.and(event -> event.accountId() == ACCOUNT), EventOrder.EVENT_ORDER_NEWEST_FIRST));
    }

    private static ListEventsRequest.Builder ofAccount() {
        return ListEventsRequest.newBuilder().setAccountId(ACCOUNT_ID);
    }

    private static List<Event> all(ListEventsRequest.Builder request) {
        return all(service, request);
    }

    private static List<Event> all(RunningService service, ListEventsRequest.Builder request) {
        var events = new ArrayList<Event>();
        var next = request.clone();
        do {
            var page = service.reports().listEvents(next.build());
            events.addAll(page.getEventsList());
            next.setPageToken(page.getNextPageToken());
        } while (!next.getPageToken().isEmpty());
        return events;
    }

    private static List<String> ids(List<Event> events) {
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

    private static String deflated(String json) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(bytes)) {
            out.write(json.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
