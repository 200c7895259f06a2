package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.v1.RecordCounts;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.schema.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("dev.trailtally.collector.Truth#isThere")
class TruthTest {

    private TestDatabase database;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.create();
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void everyRealEventIsCountedOnceWithItsTruth() {
        var truth = Truth.of("s3");
        try (var collector = new CollectorServer(database)) {
            var scan = collector.collect(Truth.FIXTURES.resolve("s3"));

            assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
            assertThat(scan.getRecords()).isEqualTo(counts(truth));
            assertThat(scan.getObjects().getIgnored()).isEqualTo(truth.all("digest_files"));
            assertThat(Stored.counts(database)).isEqualTo(truth.counts());
            assertThat(byRegion()).isEqualTo(truth.byAccount("by_region_unique"));
            assertThat(byDay()).isEqualTo(truth.byAccount("by_day_unique"));
            assertThat(failed()).isEqualTo(truth.all("errors_unique"));
            assertThat(Stored.bookkeepingErrors(database)).isZero();
        }
    }

    @Test
    void handWrittenRecordsAreCountedAndInsightsByThemselves() {
        var truth = Truth.of("s3-extra");
        try (var collector = new CollectorServer(database)) {
            var scan = collector.collect(Truth.FIXTURES.resolve("s3-extra"));

            assertThat(Stored.counts(database)).isEqualTo(truth.counts());
            assertThat(scan.getRecords().getRead()).isEqualTo(truth.all("events_raw") + truth.all("insight_records"));
            assertThat(scan.getRecords().getRejected()).isZero();
            assertThat(Stored.number(database, "select count(*) from event where category = 4"))
                    .isEqualTo(truth.all("insight_records"));
        }
    }

    @Test
    void aSecondScanReadsNothingAndAForcedOneFindsOnlyDuplicates() {
        var truth = Truth.of("s3");
        var folder = Truth.FIXTURES.resolve("s3");
        try (var collector = new CollectorServer(database)) {
            collector.collect(folder);
            var again = collector.collect(folder);
            assertThat(again.getRecords()).isEqualTo(RecordCounts.getDefaultInstance());
            assertThat(again.getObjects().getKnown()).isEqualTo(truth.all("files"));

            var forced = collector.collect(
                    CollectorServer.folder(folder).setKeepRaw(true).build());
            assertThat(forced.getRecords())
                    .isEqualTo(RecordCounts.newBuilder()
                            .setRead(truth.all("events_raw"))
                            .setDuplicate(truth.all("events_raw"))
                            .build());
            assertThat(Stored.counts(database)).isEqualTo(truth.counts());
            assertThat(Stored.number(database, "select count(*) from event_raw"))
                    .isEqualTo(truth.all("events_unique"));
            assertThat(Stored.bookkeepingErrors(database)).isZero();
        }
    }

    @Test
    void eventsAlsoDeliveredByAnotherWayCountOnce() {
        try (var collector = new CollectorServer(database, Map.of("collector.workers", 1))) {
            collector.collect(Truth.FIXTURES.resolve("s3"));
            long before = Stored.number(database, "select count(*) from event");
            var pages = collector.collect(Truth.FIXTURES.resolve("lookup-derived"));

            assertThat(pages.getRecords().getRead()).isPositive();
            assertThat(pages.getRecords().getDuplicate())
                    .isEqualTo(pages.getRecords().getRead());
            assertThat(Stored.number(database, "select count(*) from event")).isEqualTo(before);
        }
    }

    private static RecordCounts counts(Truth truth) {
        return RecordCounts.newBuilder()
                .setRead(truth.all("events_raw"))
                .setStored(truth.all("events_unique"))
                .setDuplicate(truth.all("events_raw") - truth.all("events_unique"))
                .build();
    }

    private Map<String, Long> byRegion() {
        return Stored.counts(database, """
                select concat_ws(' ', lpad(e.account_id::text, 12, '0'), r.region), count(*)
                from event e
                join region r on r.id = e.region_ref
                group by 1
                """);
    }

    private Map<String, Long> byDay() {
        return Stored.counts(database, """
                select concat_ws(' ', lpad(account_id::text, 12, '0'), (event_time at time zone 'UTC')::date), count(*)
                from event
                group by 1
                """);
    }

    private long failed() {
        return Stored.number(database, "select count(*) from event where failed");
    }
}
