package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.v1.ListRejectionsRequest;
import dev.trailtally.collector.v1.Rejection;
import dev.trailtally.collector.v1.RejectionReason;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.schema.TestDatabase;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.SimulatorSettings;
import dev.trailtally.simulator.organization.AccountRegion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record that cannot be stored does not affect others. */
class RefusedRecordsTest {

    @TempDir
    Path folder;

    private TestDatabase database;
    private CollectorServer collector;

    @BeforeEach
    void startCollector() {
        database = TestDatabase.create();
        collector = new CollectorServer(database, Map.of("collector.workers", 1));
    }

    @AfterEach
    void stopCollector() {
        collector.close();
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9999-12-31T23:59:59-12:00",
                "0001-01-01T00:00:00+12:00",
                "0000-01-01T00:00:00Z",
                "1999-12-31T23:59:59Z",
                "2000-01-01T00:59:59+01:00"
            })
    void anEventTimeThatNoEventCanHaveIsRejectedAlone(String time) throws IOException {
        writeGoodFiles(20);
        write(
                "odd.json",
                event("Before", "2024-05-01T10:00:00Z"),
                event("Odd", time),
                event("After", "2024-05-01T10:00:01Z"));
        var scan = collector.collect(folder);

        assertAllButOneStored(scan, RejectionReason.REJECTION_REASON_TIME_OUT_OF_RANGE, 62);
        assertThat(rejections(scan).getFirst().getDetail())
                .as("says which time")
                .contains(time);
    }

    @Test
    void eventTimesFrom2000ToADayAheadAreAccepted() throws IOException {
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        write(
                "a.json",
                event("First", "2000-01-01T00:00:00Z"),
                event("Ahead", now.plus(23, ChronoUnit.HOURS).toString()),
                event("TooFarAhead", now.plus(25, ChronoUnit.HOURS).toString()));
        var scan = collector.collect(folder);

        assertAllButOneStored(scan, RejectionReason.REJECTION_REASON_TIME_OUT_OF_RANGE, 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table event_segment add constraint refused check (first_event_time <> '2023-03-03T03:03:03Z')",
                "alter table action add constraint refused check (event_name <> 'Odd')"
            })
    void aRecordThatTheDatabaseRefusesIsRejectedAlone(String constraint) throws IOException {
        Stored.update(database, constraint);
        writeGoodFiles(40);
        write("odd.json", event("Before", "2024-05-01T10:00:00Z"), event("Odd", "2023-03-03T03:03:03Z"));
        var scan = collector.collect(folder);

        assertAllButOneStored(scan, RejectionReason.REJECTION_REASON_REFUSED_BY_DATABASE, 121);
        assertThat(rejections(scan).getFirst().getRecordNumber()).isEqualTo(2);
        assertThat(rejections(scan).getFirst().getDetail())
                .as("the database's reason without the record")
                .contains("refused", "23514")
                .doesNotContain("Failing row");
    }

    @Test
    void aRefusedRecordTakesNoOtherWithItOnADayWhoseSegmentsArePacked() throws IOException {
        write("first.json", event("First", "2024-05-01T09:00:00Z"));
        collector.collect(folder);
        Stored.update(database, "update event_segment set batch_id = 0");
        Stored.update(
                database,
                "alter table event_segment add constraint refused check (first_event_time <> '2023-03-03T03:03:03Z')");
        write("odd.json", event("Good", "2024-05-01T10:00:00Z"), event("Odd", "2023-03-03T03:03:03Z"));
        var scan = collector.collect(folder);

        assertThat(rejections(scan)).hasSize(1);
        assertThat(scan.getRecords().getStored()).isEqualTo(1);
    }

    @Test
    void anEventOfLookupEventsThatTheDatabaseRefusesIsRejectedAlone() {
        var end = Instant.now().minusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS);
        var start = end.minus(1, ChronoUnit.DAYS);
        var organization = Organizations.of(1, List.of("us-east-1"), 300, end, Duration.ofDays(1));
        var record = organization
                .findEvents(new AccountRegion(Organizations.MANAGEMENT, "us-east-1"))
                .orElseThrow()
                .records()
                .skip(100)
                .findFirst()
                .orElseThrow();
        var eventId = record.replaceAll("(?s).*\"eventID\"\\s*:\\s*\"([^\"]*)\".*", "$1");
        Stored.update(
                database,
                "alter table event_segment add constraint refused check ('%s' <> all (event_ids))".formatted(eventId));
        collector.close();
        try (var simulator = Simulator.start(SimulatorSettings.of(organization).build())) {
            collector = new CollectorServer(database, Organizations.settings(simulator));
            var scan = collector.collect(Organizations.scan(start, end).build());

            assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
            assertThat(scan.getRecords().getStored()).isEqualTo(299);
            assertThat(scan.getRecords().getRejected()).isEqualTo(1);
            assertThat(rejections(scan))
                    .extracting(Rejection::getReason)
                    .containsExactly(RejectionReason.REJECTION_REASON_REFUSED_BY_DATABASE);
            assertThat(Stored.bookkeepingErrors(database)).isZero();
        }
    }

    private void assertAllButOneStored(Scan scan, RejectionReason reason, long stored) {
        assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
        assertThat(scan.getObjects().getUnreadable()).isZero();
        assertThat(scan.getRecords().getStored()).as("stored").isEqualTo(stored);
        assertThat(scan.getRecords().getRejected()).as("rejected").isEqualTo(1);
        assertThat(scan.getRecords().getRead()).as("read").isEqualTo(stored + 1);
        assertThat(rejections(scan)).extracting(Rejection::getReason).containsExactly(reason);
        assertThat(rejections(scan).getFirst().getAccountId()).isEqualTo("111122223333");
        assertThat(Stored.bookkeepingErrors(database)).isZero();
    }

    private List<Rejection> rejections(Scan scan) {
        return collector
                .scans()
                .listRejections(ListRejectionsRequest.newBuilder()
                        .setScanId(scan.getScanId())
                        .build())
                .getRejectionsList();
    }

    private void writeGoodFiles(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            int file = i;
            write(
                    "good-%03d.json".formatted(i),
                    IntStream.range(0, 3)
                            .mapToObj(n -> event("Good" + file + "-" + n, "2024-05-01T09:00:00Z"))
                            .toArray(String[]::new));
        }
    }

    private void write(String name, String... records) throws IOException {
        Files.writeString(
                folder.resolve(name),
                List.of(records).stream().collect(Collectors.joining(",", "{\"Records\":[", "]}")));
    }

    private static String event(String name, String time) {
        return """
                {"userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/u"},"eventTime":"%s",\
                "eventSource":"s3.amazonaws.com","eventName":"%s","awsRegion":"eu-west-1","eventID":"id %s",\
                "recipientAccountId":"111122223333"}""".formatted(time, name, name);
    }
}
