package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.v1.ListRejectionsRequest;
import dev.trailtally.collector.v1.Rejection;
import dev.trailtally.collector.v1.RejectionReason;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.schema.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledIf("dev.trailtally.collector.Truth#isThere")
class OddInputsTest {

    private static TestDatabase database;
    private static CollectorServer collector;

    @BeforeAll
    static void startCollector() {
        database = TestDatabase.create();
        collector = new CollectorServer(database);
    }

    @AfterAll
    static void stopCollector() {
        collector.close();
        database.close();
    }

    @ParameterizedTest
    @CsvSource({
        // folder, events (stored or duplicate), rejected, ignored
        "bare-array, 2, 0, 0",
        "cloudwatch-logs-subscription, 1, 0, 0",
        "digest, 0, 0, 1",
        "eventbridge-envelope-or-trimmed, 2, 1, 0",
        "foreign-extra-keys, 15, 0, 0",
        "insight, 1, 0, 0",
        "logstash-ndjson, 0, 103, 0",
        "lookup-events-real-ndjson, 6, 0, 0",
        "ndjson-placeholders, 0, 13, 0",
        "old-2014-array, 3, 0, 0",
        "org-trail-layout, 185, 0, 0",
        "plain-and-gz-same-content, 4, 0, 0",
        "redacted-values, 0, 1, 0"
    })
    void eachOddityEndsAsItShould(String folder, long events, long rejected, long ignored) {
        var scan = collector.collect(Truth.FIXTURES.resolve("odd-inputs").resolve(folder));
        var records = scan.getRecords();

        assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
        assertThat(records.getRead() - records.getRejected()).as("events").isEqualTo(events);
        assertThat(records.getRejected()).as("rejected").isEqualTo(rejected);
        assertThat(records.getIgnored() + scan.getObjects().getIgnored())
                .as("ignored")
                .isEqualTo(ignored);
        assertThat(Stored.bookkeepingErrors(database)).isZero();
    }

    @Test
    void invalidJsonKeepsWhatStoodBeforeAndSaysWhereItEnded() {
        var scan = collector.collect(Truth.FIXTURES.resolve("odd-inputs").resolve("invalid-json"));

        assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_INCOMPLETE);
        assertThat(scan.getObjects().getUnreadable()).isEqualTo(2);
        assertThat(scan.getRecords().getStored()).isPositive();
        assertThat(rejections(scan))
                .extracting(Rejection::getReason)
                .containsExactly(
                        RejectionReason.REJECTION_REASON_INVALID_JSON, RejectionReason.REJECTION_REASON_INVALID_JSON);
        assertThat(rejections(scan))
                .anySatisfy(rejection -> {
                    assertThat(rejection.getObjectUri()).endsWith("samples-large.json");
                    assertThat(rejection.getByteOffset()).isBetween(3_050L, 3_056L);
                })
                .anySatisfy(rejection -> {
                    assertThat(rejection.getObjectUri()).endsWith("bad_cloudtrail.json");
                    assertThat(rejection.getByteOffset()).isEqualTo(965);
                });
    }

    @Test
    void recordsThatCannotBePlacedAreRejectedByName() {
        var scan = collector.collect(Truth.FIXTURES.resolve("s3-odd"));

        assertThat(scan.getRecords().getRead()).isEqualTo(Truth.of("s3-odd").all("events_raw"));
        assertThat(rejections(scan))
                .hasSize((int) scan.getRecords().getRejected())
                .allMatch(rejection -> rejection.getReason() == RejectionReason.REJECTION_REASON_NO_TIME)
                .allMatch(rejection -> rejection.getRecordNumber() > 0
                        && !rejection.getObjectUri().isEmpty());
    }

    private static List<Rejection> rejections(Scan scan) {
        return collector
                .scans()
                .listRejections(ListRejectionsRequest.newBuilder()
                        .setScanId(scan.getScanId())
                        .build())
                .getRejectionsList();
    }
}
