package dev.trailtally.simulator;

import static dev.trailtally.simulator.Fixture.NOW;
import static dev.trailtally.simulator.Fixture.REGION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailtally.simulator.event.LateDelivery;
import dev.trailtally.simulator.event.SimulatedEvents;
import dev.trailtally.simulator.fault.Faults;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.InvalidLookupAttributesException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidMaxResultsException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidNextTokenException;
import software.amazon.awssdk.services.cloudtrail.model.InvalidTimeRangeException;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttributeKey;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;

class LookupEventsTest {

    @Test
    void everyEventOfABurstyWindowComesExactlyOnce() {
        var events = Fixture.generated(6000);
        try (var simulator = Simulator.start(Fixture.settings(events).build());
                var clients = AwsClients.of(simulator)) {
            var found = all(clients.cloudTrail(REGION), request -> {});
            assertThat(largestSecond(events)).isGreaterThan(200);
            assertThat(found).hasSize(6000);
            assertThat(found.stream().map(Event::eventId))
                    .containsExactlyInAnyOrderElementsOf(events.ids().toList());
        }
    }

    @Test
    void eventsComeNewestFirstAndTiesNotInTheOrderOfTheirIds() {
        try (var simulator = Simulator.start(
                        Fixture.settings(Fixture.generated(6000)).build());
                var clients = AwsClients.of(simulator)) {
            var found = all(clients.cloudTrail(REGION), request -> {});
            assertThat(found)
                    .isSortedAccordingTo(Comparator.comparing(Event::eventTime).reversed());
            assertThat(found)
                    .isNotEqualTo(found.stream()
                            .sorted(Comparator.comparing(Event::eventTime)
                                    .reversed()
                                    .thenComparing(Event::eventId))
                            .toList())
                    .isNotEqualTo(found.stream()
                            .sorted(Comparator.comparing(Event::eventTime)
                                    .thenComparing(Event::eventId)
                                    .reversed())
                            .toList());
        }
    }

    @Test
    void emptyAndShortPagesLeadToEveryEventToo() {
        var events = Fixture.generated(700);
        var faults = Faults.builder().emptyPages(0.3).shortPages(0.3).build();
        try (var simulator =
                        Simulator.start(Fixture.settings(events).faults(faults).build());
                var clients = AwsClients.of(simulator)) {
            var pages = clients.cloudTrail(REGION).lookupEventsPaginator(request -> {}).stream()
                    .toList();
            assertThat(pages).anySatisfy(page -> {
                assertThat(page.events()).isEmpty();
                assertThat(page.nextToken()).isNotNull();
            });
            assertThat(pages).anySatisfy(page -> {
                assertThat(page.events()).hasSizeBetween(1, 49);
                assertThat(page.nextToken()).isNotNull();
            });
            assertThat(pages.stream().flatMap(page -> page.events().stream()).map(Event::eventId))
                    .containsExactlyInAnyOrderElementsOf(events.ids().toList());
        }
    }

    @Test
    void bothBoundsAreInclusive() {
        var first = NOW.minusSeconds(100);
        var last = NOW.minusSeconds(50);
        var events = Fixture.at(first.minusSeconds(1), first, last, last.plusSeconds(1));
        try (var simulator = Simulator.start(Fixture.settings(events).build());
                var clients = AwsClients.of(simulator)) {
            var found = all(
                    clients.cloudTrail(REGION),
                    request -> request.startTime(first).endTime(last));
            assertThat(found.stream().map(Event::eventId)).containsExactly("e2", "e1");
        }
    }

    @Test
    void eventsOlderThanNinetyDaysAreGone() {
        var edge = NOW.minus(Duration.ofDays(90));
        var events = Fixture.at(edge.minusSeconds(1), edge, NOW);
        try (var simulator = Simulator.start(Fixture.settings(events).build());
                var clients = AwsClients.of(simulator)) {
            var cloudTrail = clients.cloudTrail(REGION);
            assertThat(all(cloudTrail, request -> {})).hasSize(2);
            assertThat(all(cloudTrail, request -> request.startTime(edge.minusSeconds(10))))
                    .hasSize(2);
        }
    }

    @Test
    void anEventCarriesItsRecordAndWhatItIsLookedUpBy() {
        var text = Fixture.record("e0", NOW, "ListBuckets");
        try (var simulator = Simulator.start(
                        Fixture.settings(Fixture.given(List.of(text))).build());
                var clients = AwsClients.of(simulator)) {
            var event = all(clients.cloudTrail(REGION), request -> {}).getFirst();
            assertThat(event.cloudTrailEvent()).isEqualTo(text);
            assertThat(event.eventTime()).isEqualTo(NOW);
            assertThat(event.eventName()).isEqualTo("ListBuckets");
            assertThat(event.eventSource()).isEqualTo("s3.amazonaws.com");
            assertThat(event.readOnly()).isEqualTo("true");
            assertThat(event.username()).isEqualTo("alice");
            assertThat(event.accessKeyId()).isEqualTo("AKIAEXAMPLE");
            assertThat(event.resources().getFirst().resourceName()).isEqualTo("arn:aws:s3:::<b>&");
        }
    }

    @Test
    void anAttributeNarrowsTheLookup() {
        var events = Fixture.given(List.of(
                Fixture.record("a", NOW.minusSeconds(2), "PutObject"), Fixture.record("b", NOW, "ListBuckets")));
        try (var simulator = Simulator.start(Fixture.settings(events).build());
                var clients = AwsClients.of(simulator)) {
            var cloudTrail = clients.cloudTrail(REGION);
            for (var attribute : List.of(
                    attribute(LookupAttributeKey.EVENT_NAME, "PutObject"),
                    attribute(LookupAttributeKey.EVENT_ID, "a"))) {
                assertThat(all(cloudTrail, request -> request.lookupAttributes(attribute)))
                        .singleElement()
                        .extracting(Event::eventId)
                        .isEqualTo("a");
            }
            for (var attribute : List.of(
                    attribute(LookupAttributeKey.ACCESS_KEY_ID, "AKIAEXAMPLE"),
                    attribute(LookupAttributeKey.READ_ONLY, "true"),
                    attribute(LookupAttributeKey.USERNAME, "alice"),
                    attribute(LookupAttributeKey.RESOURCE_TYPE, "AWS::S3::Bucket"),
                    attribute(LookupAttributeKey.EVENT_SOURCE, "s3.amazonaws.com"))) {
                assertThat(all(cloudTrail, request -> request.lookupAttributes(attribute)))
                        .hasSize(2);
            }
        }
    }

    @Test
    void badParametersAreRefusedByTheirOwnExceptions() {
        try (var simulator =
                        Simulator.start(Fixture.settings(Fixture.generated(10)).build());
                var clients = AwsClients.of(simulator)) {
            var cloudTrail = clients.cloudTrail(REGION);
            var attribute = attribute(LookupAttributeKey.EVENT_NAME, "x");
            assertThatThrownBy(() -> cloudTrail.lookupEvents(
                            request -> request.startTime(NOW).endTime(NOW.minusSeconds(1))))
                    .isInstanceOf(InvalidTimeRangeException.class);
            assertThatThrownBy(() -> cloudTrail.lookupEvents(request -> request.maxResults(51)))
                    .isInstanceOf(InvalidMaxResultsException.class);
            assertThatThrownBy(() -> cloudTrail.lookupEvents(request -> request.lookupAttributes(attribute, attribute)))
                    .isInstanceOf(InvalidLookupAttributesException.class);
            assertThatThrownBy(() -> cloudTrail.lookupEvents(request -> request.nextToken("made-up")))
                    .isInstanceOf(InvalidNextTokenException.class);
        }
    }

    @Test
    void aTokenIsGoodForTheSameParametersAccountAndRegionOnly() {
        try (var simulator =
                        Simulator.start(Fixture.settings(Fixture.generated(200)).build());
                var clients = AwsClients.of(simulator);
                var others = AwsClients.of(simulator, simulator.key(Fixture.MEMBER))) {
            var cloudTrail = clients.cloudTrail(REGION);
            var token = cloudTrail.lookupEvents(request -> {}).nextToken();
            assertThat(cloudTrail
                            .lookupEvents(request -> request.nextToken(token))
                            .events())
                    .hasSize(50);
            assertThatThrownBy(() -> cloudTrail.lookupEvents(
                            request -> request.nextToken(token).endTime(NOW)))
                    .isInstanceOf(InvalidNextTokenException.class);
            for (var other : List.of(clients.cloudTrail("us-east-1"), others.cloudTrail(REGION))) {
                assertThatThrownBy(() -> other.lookupEvents(request -> request.nextToken(token)))
                        .isInstanceOf(InvalidNextTokenException.class);
            }
        }
    }

    @Test
    void aTokenExpires() {
        var clock = new AtomicReference<>(NOW);
        var faults = Faults.builder().tokenLifetime(Duration.ofSeconds(30)).build();
        var settings =
                Fixture.settings(Fixture.generated(200)).clock(clock::get).faults(faults);
        try (var simulator = Simulator.start(settings.build());
                var clients = AwsClients.of(simulator)) {
            var cloudTrail = clients.cloudTrail(REGION);
            var token = cloudTrail.lookupEvents(request -> {}).nextToken();
            clock.set(NOW.plusSeconds(29));
            cloudTrail.lookupEvents(request -> request.nextToken(token));
            clock.set(NOW.plusSeconds(30));
            assertThatThrownBy(() -> cloudTrail.lookupEvents(request -> request.nextToken(token)))
                    .isInstanceOf(InvalidNextTokenException.class);
        }
    }

    @Test
    void lateEventsAndThoseYetToComeAreSeenInTheirTime() {
        var clock = new AtomicReference<>(NOW);
        var events = Fixture.at(NOW.minusSeconds(1), NOW.plusSeconds(60));
        var late = new LateDelivery(1, Duration.ofMinutes(15));
        var settings = Fixture.settings(events).clock(clock::get).late(late);
        try (var simulator = Simulator.start(settings.build());
                var clients = AwsClients.of(simulator)) {
            var cloudTrail = clients.cloudTrail(REGION);
            assertThat(all(cloudTrail, request -> {})).isEmpty();
            clock.set(Instant.ofEpochSecond(late.visibleAt(events, 0)));
            assertThat(all(cloudTrail, request -> {})).isNotEmpty();
            clock.set(NOW.plusSeconds(60).plus(Duration.ofMinutes(15)));
            assertThat(all(cloudTrail, request -> {})).hasSize(2);
        }
    }

    private static LookupAttribute attribute(LookupAttributeKey key, String value) {
        return LookupAttribute.builder().attributeKey(key).attributeValue(value).build();
    }

    private static List<Event> all(CloudTrailClient cloudTrail, Consumer<LookupEventsRequest.Builder> parameters) {
        return cloudTrail.lookupEventsPaginator(parameters).stream()
                .flatMap(page -> page.events().stream())
                .toList();
    }

    private static int largestSecond(SimulatedEvents events) {
        var largest = 0;
        for (var index = 0; index < events.count(); ) {
            var next = events.firstAt(events.epochSecond(index) + 1);
            largest = Math.max(largest, next - index);
            index = next;
        }
        return largest;
    }
}
