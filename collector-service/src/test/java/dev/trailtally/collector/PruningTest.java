package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.Timestamps;
import dev.trailtally.collector.source.S3StandIn;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.GetScanRequest;
import dev.trailtally.collector.v1.ListScansRequest;
import dev.trailtally.collector.v1.RejectionReason;
import dev.trailtally.collector.v1.S3Source;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.schema.TestDatabase;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.SimulatorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES) // S3's stand-in has credentials of its own
class PruningTest {

    private static final String ACCOUNT = Organizations.MANAGEMENT;
    private static final DateTimeFormatter FOLDER =
            DateTimeFormatter.ofPattern("yyyy/MM/dd/").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter FILE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmm'Z'").withZone(ZoneOffset.UTC);
    private static final Instant OLD = Instant.parse("2024-05-01T10:00:00Z");

    private final Instant now = Instant.now();
    private final S3StandIn s3 = new S3StandIn();
    private final TestDatabase database = TestDatabase.create();
    private Simulator simulator;
    private CollectorServer collector;

    @BeforeEach
    void start() {
        var organization = Organizations.of(2, List.of("eu-west-1"), 60, now.minusSeconds(3_600), Duration.ofDays(2));
        simulator = Simulator.start(SimulatorSettings.of(organization).build());
        collector =
                new CollectorServer(database, Organizations.with(simulator, "collector.s3-endpoint", s3.endpoint()));
    }

    @AfterEach
    void stop() {
        collector.close();
        simulator.close();
        database.close();
        s3.close();
    }

    @Test
    void whatEndedLongAgoGoesAndASecondRunFindsNothing() {
        put(OLD);
        put(OLD.plusSeconds(60));
        var first = collector.collect(bucket().build());
        age();
        collector.collect(bucket().build());

        assertThat(prune())
                .containsEntry("hidden_scan", 1L)
                .containsEntry("log_object", 2L)
                .containsEntry("ledger", 1L)
                .containsEntry("scan", 1L);
        assertThat(prune()).as("a second run").isEmpty();
        for (var table : List.of("log_object", "batch", "batch_unit", "ledger")) {
            assertThat(Stored.number(database, "select count(*) from " + table))
                    .as(table)
                    .isZero();
        }
        assertThat(Stored.number(database, "select sum(stored_count) from coverage"))
                .isEqualTo(2);
        assertThat(collector
                        .scans()
                        .listScans(ListScansRequest.getDefaultInstance())
                        .getScansList())
                .hasSize(1);
        assertThatThrownBy(() -> collector
                        .scans()
                        .getScan(GetScanRequest.newBuilder()
                                .setScanId(first.getScanId())
                                .build()))
                .hasMessageContaining("NOT_FOUND")
                .hasMessageContaining("pruned");
    }

    @Test
    void aListingBehindTheHorizonIsRefusedAndIfAllowedCountsNothingTwice() {
        pruned();

        assertThatThrownBy(() -> collector.create(bucket().build()))
                .hasMessageContaining("FAILED_PRECONDITION")
                .hasMessageContaining("allow_before_horizon");
        assertThatThrownBy(() -> collector.create(
                        bucket().setStartTime(Timestamps.fromMillis(0)).build()))
                .hasMessageContaining("FAILED_PRECONDITION");
        var allowed = collector.collect(bucket().setAllowBeforeHorizon(true).build());

        assertThat(allowed.getRecords().getDuplicate()).isEqualTo(2);
        assertThat(allowed.getRecords().getStored()).isZero();
        assertThat(Stored.number(database, "select count(*) from event")).isEqualTo(2);
    }

    @Test
    void aLateObjectWithinTheHorizonIsFound() {
        pruned();
        put(now.minus(Duration.ofDays(40)));
        var scan = collector.collect(recent().build());
        put(now.minus(Duration.ofDays(39)));
        var next = collector.collect(recent().build());

        assertThat(scan.getRecords().getStored()).isEqualTo(1);
        assertThat(next.getRecords().getStored()).isEqualTo(1);
        assertThat(next.getObjects().getRead())
                .as("the late one, not the other")
                .isEqualTo(1);
    }

    @Test
    void aScanThatRepeatsOthersListsFromTheHorizonOn() {
        pruned();
        var request = bucket().setAllowBeforeHorizon(true);
        request.getRepetitionBuilder().getIntervalBuilder().setSeconds(3_600);
        var first = collector.collect(request.build());
        Stored.update(
                database,
                "update scan set earliest_start = now() where scan_id = '%s'".formatted(first.getNextScanId()));
        put(now.minus(Duration.ofDays(40)));
        put(OLD.plusSeconds(120));
        var second = collector.await(first.getNextScanId());

        assertThat(first.getObjects().getRead()).isEqualTo(2);
        assertThat(second.getObjects().getKnown()).isZero();
        assertThat(second.getObjects().getRead()).isEqualTo(1);
    }

    @Test
    void aScanThatRepeatsOthersFindsAnOldFileThatIsNewInItsFolder(@TempDir Path folder) throws IOException {
        file(folder, OLD);
        collector.collect(CollectorServer.folder(folder).build());
        age();
        collector.collect(CollectorServer.folder(folder).build());
        assertThat(prune()).containsEntry("log_object", 1L);
        var request = CollectorServer.folder(folder);
        request.getRepetitionBuilder().getIntervalBuilder().setSeconds(3_600);
        var first = collector.collect(request.build());
        file(folder, OLD.plusSeconds(60));
        Stored.update(
                database,
                "update scan set earliest_start = now() where scan_id = '%s'".formatted(first.getNextScanId()));
        var second = collector.await(first.getNextScanId());

        assertThat(first.getRecords().getDuplicate()).as("read again").isEqualTo(1);
        assertThat(second.getObjects().getKnown()).isEqualTo(1);
        assertThat(second.getRecords().getStored()).isEqualTo(1);
    }

    @Test
    void eventsThatRetentionDroppedAreNotCountedAgain() {
        pruned();
        Stored.update(database, "update retention set raw_events_from = '2025-01-01T00:00:00Z'");
        Stored.number(database, "select drop_event_days(1000)");

        var allowed = collector.collect(bucket().setAllowBeforeHorizon(true).build());

        assertThat(allowed.getRecords().getStored()).isZero();
        assertThat(allowed.getRecords().getRejected()).isEqualTo(2);
        assertThat(allowed.getRejections(0).getReason()).isEqualTo(RejectionReason.REJECTION_REASON_BEYOND_RETENTION);
    }

    @Test
    void anObjectOfAScanThatIsShownStaysAndSoDoesOneThatIsUnreadable() {
        put(OLD);
        s3.put(key(OLD.plusSeconds(60)), "{damaged");
        collector.collect(bucket().build());
        assertThat(prune()).isEmpty();

        age();
        collector.collect(bucket().build());
        prune();

        assertThat(Stored.counts(database, "select state, count(*) from log_object group by state"))
                .isEqualTo(Map.of("unreadable", 1L));
    }

    @Test
    void unitsGoOnceNoOlderWindowOfTheirAccountIsMissing() {
        lookUp();
        Stored.update(database, """
                update scan_unit
                set state = 'failed', failure_code = 'AccessDenied', failure_message = '', next_step = ''
                where account_id = 2
                """);
        Stored.update(database, "update lookup_coverage set covered = '{}' where account_id = 2");
        age();
        prune();
        assertThat(units()).as("the window of account 2 is missing").isEqualTo(Map.of("2 failed", 1L));

        lookUp();
        age();
        prune();

        assertThat(units()).isEmpty();
        assertThat(Stored.number(database, "select count(*) from scan")).isZero();
        assertThat(Stored.number(database, "select count(*) from lookup_coverage where every_region"))
                .as("accounts of which every region was asked")
                .isEqualTo(2);
        assertThat(Stored.number(database, "select count(distinct event_id) from event"))
                .isEqualTo(Stored.number(database, "select count(*) from event"));
    }

    @Test
    void jobsStayThatReportsNeed() {
        Stored.update(database, """
                insert into scan (scan_id, source_kind, source_location, account_ids, regions, keep_raw, last_accessed,
                  state, listing_done, finished_at)
                select gen_random_uuid(), 'last_accessed', 'accounts', '{}', '{}', false, '{}', 'succeeded', true,
                  now() - interval '50 days'
                from generate_series(1, 6)
                """);
        Stored.update(database, """
                insert into last_accessed_job (account_id, scan_id, entity_id, unit_id, granularity, state, asked_at,
                  job_completion_date, failure_code)
                select 1, scan_id, 1, 0, 'service', case when n = 6 then 'failed' else 'done' end,
                  timestamptz '2024-05-01 00:00:00Z' + n * interval '1 day',
                  timestamptz '2024-05-01 00:00:00Z' + n * interval '1 day',
                  case when n = 6 then 'AccessDenied' end
                from (select scan_id, row_number() over () as n from scan) s
                """);
        Stored.update(database, """
                insert into last_accessed (account_id, entity_id, service_ref, tracked_action_ref, generated_at, change)
                values (1, 1, 1, 0, '2024-05-04 00:00:00Z', 'allowed')
                """);

        prune();

        assertThat(
                        Stored.counts(
                                database,
                                "select extract(day from asked_at) - 1 || ' ' || state, count(*) from last_accessed_job group by 1"))
                .as("the last report before the service was allowed, the newest one, and the newest job")
                .isEqualTo(Map.of("2 done", 1L, "5 done", 1L, "6 failed", 1L));
    }

    @Test
    void oneCollectorPrunesAtMostOnceAnHour() {
        prune();
        put(OLD);
        collector.collect(bucket().build());
        age();

        assertThat(collector.prune()).as("within the hour").isEmpty();
        assertThat(prune()).isNotEmpty();
    }

    private Map<String, Long> prune() {
        Stored.update(database, "update pruning set worked_at = now() - interval '61 minutes'");
        return collector.prune();
    }

    /** Two objects of long ago, which the manifest no longer knows. */
    private void pruned() {
        put(OLD);
        put(OLD.plusSeconds(60));
        collector.collect(bucket().build());
        age();
        collector.collect(bucket().build());
        assertThat(prune()).containsEntry("log_object", 2L);
    }

    private void lookUp() {
        var scan = collector.collect(Organizations.scan(now.minus(Duration.ofDays(2)), now.minusSeconds(3_600))
                .build());
        assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
    }

    private Map<String, Long> units() {
        return Stored.counts(database, "select account_id || ' ' || state, count(*) from scan_unit group by 1");
    }

    /** Everything happened 50 days ago, and all is rolled up. */
    private void age() {
        Stored.update(
                database,
                "update scan set listed_at = listed_at - interval '50 days',"
                        + " finished_at = finished_at - interval '50 days', created_at = created_at - interval '50 days'");
        Stored.update(
                database,
                "update ledger set committed_at = now() - interval '50 days',"
                        + " rolled_up_at = now() - interval '50 days'");
    }

    private static CreateScanRequest.Builder bucket() {
        return CreateScanRequest.newBuilder()
                .setSource(Source.newBuilder()
                        .setS3(S3Source.newBuilder().setBucket(S3StandIn.BUCKET).setRegion("eu-west-1")));
    }

    /** Of the last 44 days, which is within the horizon. */
    private CreateScanRequest.Builder recent() {
        return bucket().setStartTime(
                        Timestamps.fromMillis(now.minus(Duration.ofDays(44)).toEpochMilli()));
    }

    private void put(Instant time) {
        s3.put(key(time), record(time));
    }

    /** As copied with its time. */
    private static void file(Path folder, Instant time) throws IOException {
        var file = Files.writeString(folder.resolve(time.getEpochSecond() + ".json"), record(time));
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    private static String record(Instant time) {
        return """
                {"Records":[{"userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::%s:user/u"},"eventTime":"%s",\
                "eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-west-1","eventID":"%s",\
                "recipientAccountId":"%s"}]}""".formatted(ACCOUNT, time, UUID.randomUUID(), ACCOUNT);
    }

    private static String key(Instant time) {
        return "AWSLogs/%s/CloudTrail/eu-west-1/%s%s_CloudTrail_eu-west-1_%s_%s.json"
                .formatted(ACCOUNT, FOLDER.format(time), ACCOUNT, FILE.format(time), time.toEpochMilli());
    }
}
