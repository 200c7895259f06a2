package dev.trailtally.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.report.Fixture.TestEvent;
import dev.trailtally.report.v1.ListFirstSightingsRequest;
import dev.trailtally.report.v1.ListSightingsRequest;
import dev.trailtally.report.v1.ListSightingsResponse;
import dev.trailtally.report.v1.Sighting;
import dev.trailtally.report.v1.SightingKind;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SightingTest {

    private static final Instant FROM = Instant.parse("2024-01-20T09:00:00Z");
    private static final Instant SINCE = FROM.plus(Duration.ofDays(2));

    private static Fixture fixture;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        fixture = Fixture.create();
        for (int account = 1; account <= 4; account++) {
            var random = new RandomEvents(account, FROM.plus(Duration.ofDays(account)), Duration.ofDays(30));
            fixture.store(account, random.generate(account, 200));
        }
        fixture.rollUp();
        service = RunningService.on(fixture.database());
    }

    @AfterAll
    static void stop() throws SQLException {
        service.close();
        fixture.close();
    }

    @Test
    void aValueIsCountedInEachAccount() {
        assertCounted(
                SightingKind.SIGHTING_KIND_SOURCE_IP_ADDRESS,
                "203.0.0.3",
                event -> event.ip().equals("203.0.0.3"));
        assertCounted(
                SightingKind.SIGHTING_KIND_SOURCE_IP_ADDRESS,
                "AWS Internal",
                event -> event.ip().equals("AWS Internal"));
        assertCounted(
                SightingKind.SIGHTING_KIND_ACCESS_KEY,
                "AKIAUSER2",
                event -> event.accessKey().equals("AKIAUSER2"));
        assertCounted(
                SightingKind.SIGHTING_KIND_SESSION,
                "session-1",
                event -> event.session().equals("session-1"));
        assertCounted(SightingKind.SIGHTING_KIND_REGION, "region-*", event -> true);
        assertCounted(
                SightingKind.SIGHTING_KIND_USER_AGENT,
                "*nt/3",
                event -> event.userAgent().equals("agent/3"));
        assertCounted(
                SightingKind.SIGHTING_KIND_SERVICE,
                "s3_x*",
                event -> event.source().startsWith("s3_x"));
        assertCounted(SightingKind.SIGHTING_KIND_USER_AGENT, "none", event -> false);
    }

    @Test
    void aCidrBlockFindsItsAddresses() {
        assertCounted(
                SightingKind.SIGHTING_KIND_SOURCE_IP_ADDRESS,
                "203.0.1.0/24",
                event -> event.ip().startsWith("203.0.1."));
        assertThat(Failures.message(() -> sightings(SightingKind.SIGHTING_KIND_SOURCE_IP_ADDRESS, "203.0.1.0/33")))
                .startsWith("value: \"203.0.1.0/33\" is not a CIDR block");
    }

    @Test
    void malformedRequestsNameTheirField() {
        assertThat(Failures.message(() -> sightings(SightingKind.SIGHTING_KIND_UNSPECIFIED, "a")))
                .startsWith("kind: ");
        assertThat(Failures.message(() -> sightings(SightingKind.SIGHTING_KIND_REGION, "")))
                .startsWith("value: ");
        assertThat(Failures.message(() ->
                        service.organization().listFirstSightings(ListFirstSightingsRequest.getDefaultInstance())))
                .isEqualTo("since_time: absent; a time is required");
    }

    @Test
    void pagesOfSightingsJoinToTheWhole() {
        var request = ListSightingsRequest.newBuilder()
                .setKind(SightingKind.SIGHTING_KIND_SOURCE_IP_ADDRESS)
                .setValue("203.0.0.0/16");
        var whole = service.organization().listSightings(request.build());
        var joined = new ArrayList<Sighting>();
        request.setPageSize(7);
        do {
            var page = service.organization().listSightings(request.build());
            joined.addAll(page.getSightingsList());
            assertThat(page.getTotalEventCount()).isEqualTo(whole.getTotalEventCount());
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());

        assertThat(joined).isEqualTo(whole.getSightingsList()).hasSizeGreaterThan(40);
    }

    @Test
    void whatIsNewIsListedNewestFirst() {
        var listed = firstSightings(false, 10_000);

        assertThat(listed)
                .isSortedAccordingTo((a, b) -> Long.compare(
                        b.getFirstEventTime().getSeconds(),
                        a.getFirstEventTime().getSeconds()));
        assertThat(listed.stream().map(SightingTest::name).collect(Collectors.toSet()))
                .isEqualTo(newNames(false))
                .hasSameSizeAs(listed);
        assertThat(firstSightings(false, 9)).isEqualTo(listed);
    }

    @Test
    void whatAnotherAccountHadBeforeIsLeftOut() {
        var listed = firstSightings(true, 10_000);

        assertThat(listed.stream().map(SightingTest::name).collect(Collectors.toSet()))
                .isEqualTo(newNames(true))
                .hasSameSizeAs(listed);
        assertThat(firstSightings(true, 5)).isEqualTo(listed);
    }

    private static List<Sighting> firstSightings(boolean newToAll, int pageSize) {
        var request = ListFirstSightingsRequest.newBuilder()
                .addKinds(SightingKind.SIGHTING_KIND_SOURCE_IP_ADDRESS)
                .addKinds(SightingKind.SIGHTING_KIND_USER_AGENT)
                .addKinds(SightingKind.SIGHTING_KIND_ACCESS_KEY)
                .addKinds(SightingKind.SIGHTING_KIND_SESSION)
                .setNewToAllAccounts(newToAll)
                .setPageSize(pageSize);
        request.getSinceTimeBuilder().setSeconds(SINCE.getEpochSecond());
        var joined = new ArrayList<Sighting>();
        do {
            var page = service.organization().listFirstSightings(request.build());
            joined.addAll(page.getSightingsList());
            request.setPageToken(page.getNextPageToken());
        } while (!request.getPageToken().isEmpty());
        return joined;
    }

    private static String name(Sighting sighting) {
        return Long.parseLong(sighting.getAccountId()) + " " + sighting.getValue();
    }

    // The first event of each value in each account; new to all if no other account was earlier.
    private static Set<String> newNames(boolean newToAll) {
        return fixture.events().stream()
                .flatMap(event -> values(event)
                        .filter(value -> !first(value, event.accountId()).isBefore(SINCE))
                        .filter(value ->
                                !newToAll || !first(value, event.accountId()).isAfter(first(value, 0)))
                        .map(value -> event.accountId() + " " + value))
                .collect(Collectors.toSet());
    }

    private static Stream<String> values(TestEvent event) {
        return Stream.of(event.ip(), event.userAgent(), event.accessKey(), event.session())
                .filter(value -> !value.isEmpty());
    }

    private static Instant first(String value, long accountId) {
        return fixture.events().stream()
                .filter(event -> accountId == 0 || event.accountId() == accountId)
                .filter(event -> values(event).anyMatch(value::equals))
                .map(TestEvent::time)
                .min(Instant::compareTo)
                .orElseThrow();
    }

    private static void assertCounted(SightingKind kind, String value, Predicate<TestEvent> counted) {
        var response = sightings(kind, value);
        var events = fixture.events().stream().filter(counted).toList();

        assertThat(response.getTotalEventCount()).as(value).isEqualTo(events.size());
        assertThat(response.getTotalAccountCount())
                .isEqualTo(events.stream().map(TestEvent::accountId).distinct().count());
        assertThat(response.getSightingsList().stream()
                        .mapToLong(Sighting::getFailedCount)
                        .sum())
                .isEqualTo(events.stream().filter(TestEvent::failed).count());
    }

    private static ListSightingsResponse sightings(SightingKind kind, String value) {
        return service.organization()
                .listSightings(ListSightingsRequest.newBuilder()
                        .setKind(kind)
                        .setValue(value)
                        .build());
    }
}
