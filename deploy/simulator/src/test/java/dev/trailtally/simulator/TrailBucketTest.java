package dev.trailtally.simulator;

import static dev.trailtally.simulator.Fixture.MANAGEMENT;
import static dev.trailtally.simulator.Fixture.REGION;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trailtally.simulator.event.LateDelivery;
import dev.trailtally.simulator.fault.Faults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

class TrailBucketTest {

    private static final String BUCKET = "organization-trail";
    private static final String PREFIX = "AWSLogs/o-simulated01/" + MANAGEMENT + "/CloudTrail/" + REGION + "/";

    @Test
    void theFilesHaveTheEventsOfLookupEventsExactlyOnce() {
        var events = Fixture.generated(1200);
        var late = new LateDelivery(0.2, Duration.ofMinutes(15));
        // The newest files are delivered after the present of the fixture.
        var settings = Fixture.settings(events).late(late).clock(() -> Fixture.NOW.plusSeconds(3600));
        try (var simulator = Simulator.start(settings.build());
                var clients = AwsClients.of(simulator)) {
            var s3 = clients.s3();
            var ids = new ArrayList<String>();
            var records = new ArrayList<String>();
            for (var object : objects(s3, PREFIX)) {
                for (var found : read(s3, object)) {
                    ids.add(found);
                }
                records.add(object.key());
            }
            assertThat(records).isSorted().doesNotHaveDuplicates().hasSizeGreaterThan(100);
            assertThat(ids).containsExactlyInAnyOrderElementsOf(events.ids().toList());
        }
    }

    @Test
    void aResentFileHasAllEventsOfItsPeriodInAnotherOrderAndSomeOfTheNext() {
        var events = Fixture.generated(1200);
        var settings = Fixture.settings(events)
                .faults(Faults.builder().resentFiles(0.5).build())
                .clock(() -> Fixture.NOW.plusSeconds(3600));
        try (var simulator = Simulator.start(settings.build());
                var clients = AwsClients.of(simulator)) {
            var s3 = clients.s3();
            var files = new ArrayList<List<String>>();
            objects(s3, PREFIX).forEach(object -> files.add(read(s3, object)));
            var times = new HashMap<String, Integer>();
            files.forEach(file -> file.forEach(id -> times.merge(id, 1, Integer::sum)));
            assertThat(times.keySet()).isEqualTo(events.ids().collect(toSet()));
            assertThat(times.values()).contains(1, 2, 3);
            assertThat(files)
                    .as("a file with events of two others, sorted in neither order")
                    .anySatisfy(again -> {
                        assertThat(again).hasSizeGreaterThan(2).isNotEqualTo(inOrder(again, events.ids()));
                        assertThat(files)
                                .filteredOn(file -> !Collections.disjoint(file, again))
                                .hasSizeGreaterThan(2);
                    });
        }
    }

    private static List<String> inOrder(List<String> some, Stream<String> all) {
        return all.filter(some::contains).toList();
    }

    @Test
    void foldersAreListedByTheDelimiter() {
        try (var simulator =
                        Simulator.start(Fixture.settings(Fixture.generated(500)).build());
                var clients = AwsClients.of(simulator)) {
            var s3 = clients.s3();
            assertThat(prefixes(s3, "AWSLogs/o-simulated01/"))
                    .containsExactly("AWSLogs/o-simulated01/000000000011/", "AWSLogs/o-simulated01/222222222222/");
            assertThat(prefixes(s3, PREFIX)).containsExactly(PREFIX + "2026/");
            assertThat(prefixes(s3, PREFIX + "2026/")).contains(PREFIX + "2026/02/", PREFIX + "2026/03/");
            assertThat(s3.listObjectsV2(request ->
                                    request.bucket(BUCKET).prefix(PREFIX).startAfter(PREFIX + "2026/02/\uffff"))
                            .contents())
                    .isNotEmpty()
                    .allSatisfy(object -> assertThat(object.key()).startsWith(PREFIX + "2026/03/"));
        }
    }

    @Test
    void whatIsNotThereIsRefusedByItsOwnException() {
        try (var simulator =
                        Simulator.start(Fixture.settings(Fixture.generated(50)).build());
                var clients = AwsClients.of(simulator)) {
            var s3 = clients.s3();
            assertThatThrownBy(() -> s3.listObjectsV2(request -> request.bucket("other")))
                    .isInstanceOf(NoSuchBucketException.class);
            assertThatThrownBy(
                            () -> s3.getObject(request -> request.bucket(BUCKET).key("no")))
                    .isInstanceOf(NoSuchKeyException.class);
            var object = objects(s3, PREFIX).getFirst();
            assertThatThrownBy(() -> s3.getObject(
                            request -> request.bucket(BUCKET).key(object.key()).ifMatch("\"other\"")))
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
        }
    }

    private static List<S3Object> objects(S3Client s3, String prefix) {
        return s3
                .listObjectsV2Paginator(
                        request -> request.bucket(BUCKET).prefix(prefix).maxKeys(100))
                .contents()
                .stream()
                .toList();
    }

    private static List<String> prefixes(S3Client s3, String prefix) {
        return s3
                .listObjectsV2Paginator(request ->
                        request.bucket(BUCKET).prefix(prefix).delimiter("/").maxKeys(1))
                .commonPrefixes()
                .stream()
                .map(CommonPrefix::prefix)
                .toList();
    }

    private static List<String> read(S3Client s3, S3Object object) {
        var response = s3.getObjectAsBytes(
                request -> request.bucket(BUCKET).key(object.key()).ifMatch(object.eTag()));
        assertThat((long) response.asByteArray().length).isEqualTo(object.size());
        try (var content = new GZIPInputStream(response.asInputStream())) {
            var ids = new ArrayList<String>();
            new ObjectMapper()
                    .readTree(content)
                    .path("Records")
                    .forEach(json -> ids.add(json.path("eventID").asText()));
            return ids;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
