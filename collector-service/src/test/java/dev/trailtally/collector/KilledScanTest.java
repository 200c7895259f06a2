package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.Failure;
import dev.trailtally.collector.v1.S3Source;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.UnfinishedScans;
import dev.trailtally.schema.TestDatabase;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.SimulatorSettings;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.fault.Latency;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.IamPlan;
import dev.trailtally.simulator.iam.query.IamSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands killed as by kill -9, at random moments, five of each kind of source. The next same command ends with exactly what
 * there is, whether it continues the scan or starts another beside it. -Dtrailtally.seed repeats a run.
 */
@Waiting
class KilledScanTest {

    private static final int KILLS = 5;
    private static final int MIN_KILLED = 3; // the last ones may find nothing left to do
    private static final List<String> REGIONS = List.of("eu-west-1", "us-east-1");
    private static final String DENIED = "000000000003";
    private static final String FILES_AND_BATCHES =
            "select (select count(*) / 10 + count(*) filter (where state = 'read') from log_object)"
                    + " + (select count(*) from batch)";
    // Otherwise a fast machine reads everything between two looks at the progress.
    private static final String SLOW_BATCHES = """
            create function wait_for_a_look() returns trigger language plpgsql as $$
            begin
              perform pg_sleep(0.03);
              return null;
            end $$;
            create trigger wait_for_a_look after insert on batch for each statement execute function wait_for_a_look()
            """;
    private static final String PAGES =
            "select (select count(*) from scan_unit) + (select coalesce(sum(page_count), 0) from scan_unit)";
    private static final String JOBS =
            "select count(*) filter (where state <> 'pending') + count(finished_at) from last_accessed_job";

    private final long seed = Long.getLong("trailtally.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Instant end = Instant.now().minusSeconds(7_200).truncatedTo(ChronoUnit.HOURS);
    private final Instant start = end.minus(Duration.ofHours(12));

    @TempDir
    Path folder;

    private TestDatabase database;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.create();
        Stored.update(database, SLOW_BATCHES);
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    @Test
    void aFolderIsReadToTheEndBesideTheScansThatWereKilled() throws IOException, InterruptedException {
        var tree = new LogTree(3).write(folder, 300, 60);
        Files.writeString(folder.resolve("cut.json"), "{\"Records\":[{\"eventID\":");
        var request = CollectorServer.folder(folder).build();

        var scan = killedThenDone(
                request, UnfinishedScans.UNFINISHED_SCANS_LEAVE, Map.of(), new Progress(FILES_AND_BATCHES, 55));

        assertThat(scan.getState()).as(seed()).isEqualTo(ScanState.SCAN_STATE_INCOMPLETE);
        assertThat(scan.getFailuresList())
                .as(seed())
                .extracting(Failure::getObjectUri)
                .singleElement()
                .asString()
                .endsWith("/cut.json");
        assertThat(Stored.counts(database)).as(seed()).isEqualTo(tree.unique);
    }

    @Test
    void aBucketIsReadToTheEndByTheScanThatIsContinued() throws IOException, InterruptedException {
        var organization = Organizations.of(2, REGIONS, 300, end, Duration.ofHours(12));
        try (var simulator = Simulator.start(SimulatorSettings.of(organization).build())) {
            var request = CreateScanRequest.newBuilder()
                    .setSource(Source.newBuilder()
                            .setS3(S3Source.newBuilder()
                                    .setBucket("organization-trail")
                                    .setRegion("us-east-1")))
                    .build();
            // What the AWS SDK reads, here and in the commands that are killed.
            System.setProperty("aws.endpointUrlS3", simulator.endpoint().toString());
            var settings = Organizations.with(
                    simulator, "aws.endpointUrlS3", simulator.endpoint().toString());

            var scan = killedThenDone(
                    request, UnfinishedScans.UNFINISHED_SCANS_CONTINUE, settings, new Progress(FILES_AND_BATCHES, 70));

            assertThat(scan.getState()).as(seed()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
            assertThat(Organizations.stored(database))
                    .as(seed())
                    .isEqualTo(Organizations.truth(organization, start, end));
        } finally {
            System.clearProperty("aws.endpointUrlS3");
        }
    }

    @Test
    void lookupEventsIsAskedToTheEndByTheScanThatIsContinued() throws IOException, InterruptedException {
        var organization = Organizations.of(4, REGIONS, 900, end, Duration.ofHours(12));
        var faults = Faults.builder()
                .latency(Latency.ofMillis(50, 400))
                .denyAccount(DENIED)
                .build();
        try (var simulator = Simulator.start(
                SimulatorSettings.of(organization).faults(faults).build())) {
            var scan = killedThenDone(
                    Organizations.scan(start, end).build(),
                    UnfinishedScans.UNFINISHED_SCANS_CONTINUE,
                    Organizations.settings(simulator),
                    new Progress(PAGES, 20));

            assertThat(scan.getState()).as(seed()).isEqualTo(ScanState.SCAN_STATE_INCOMPLETE);
            assertThat(scan.getFailuresList())
                    .as(seed())
                    .extracting(Failure::getAccountId)
                    .containsExactly(DENIED);
            var truth = Organizations.truth(organization, start, end);
            truth.keySet().removeIf(event -> event.startsWith(DENIED));
            assertThat(Organizations.stored(database)).as(seed()).isEqualTo(truth);
        }
    }

    @Test
    void lastAccessedDataIsReadToTheEndByTheScanThatIsContinued() throws IOException, InterruptedException {
        var iam = Iam.generated(IamPlan.of(1, 60, 5, Instant.parse("2026-03-01T12:00:00Z")));
        var settings = IamSettings.builder()
                .latency(Latency.ofMillis(20, 100))
                .jobDelay(Latency.ofMillis(500, 1_500))
                .build();
        try (var simulator = IamScans.simulator(
                3, iam, settings, Faults.builder().denyAccount(DENIED).build())) {
            var scan = killedThenDone(
                    IamScans.scan(),
                    UnfinishedScans.UNFINISHED_SCANS_CONTINUE,
                    Organizations.settings(simulator),
                    new Progress(JOBS, 40));

            assertThat(scan.getState()).as(seed()).isEqualTo(ScanState.SCAN_STATE_INCOMPLETE);
            assertThat(scan.getFailuresList())
                    .as(seed())
                    .extracting(Failure::getAccountId)
                    .containsExactly(DENIED);
            assertThat(scan.getJobs().getDone()).as(seed()).isEqualTo(120);
            for (var account : List.of(Organizations.MANAGEMENT, "000000000002")) {
                assertThat(IamScans.stored(database, account))
                        .as(seed())
                        .isEqualTo(IamScans.truth(simulator, account, arn -> true));
            }
        }
    }

    /**
     * What can be counted of a scan while it runs.
     *
     * @param step how much of it a command does at most before it is killed; all of them together do less than there is to do
     */
    private record Progress(String sql, int step) {}

    private Scan killedThenDone(
            CreateScanRequest asked, UnfinishedScans unfinished, Map<String, Object> settings, Progress progress)
            throws IOException, InterruptedException {
        var request = asked.toBuilder().setUnfinishedScans(unfinished).build();
        var ofCommand = new HashMap<String, Object>(Map.of(
                "collector.own-scans-only",
                true,
                "collector.local-roots",
                "/",
                "collector.allowed-buckets",
                "*",
                "collector.allowed-roles",
                "*",
                "collector.lease",
                "3s",
                "collector.batch-events",
                300,
                "collector.workers",
                2));
        ofCommand.putAll(settings);
        int killed = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            long target = Stored.number(database, progress.sql()) + 1 + random.nextInt(progress.step());
            var process = CollectorProcess.start(
                    database, ofCommand, ScanningCommand.class, ScanningCommand.argument(request));
            try {
                await().atMost(Duration.ofMinutes(2))
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> !process.isAlive() || Stored.number(database, progress.sql()) >= target);
                killed += process.isAlive() ? 1 : 0;
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
        assertThat(killed).as("commands killed before their end, " + seed()).isGreaterThanOrEqualTo(MIN_KILLED);
        try (var command = new CollectorServer(database, ofCommand)) {
            var scan = command.collect(request);
            assertThat(Stored.bookkeepingErrors(database)).as(seed()).isZero();
            return scan;
        }
    }

    private String seed() {
        return "-Dtrailtally.seed=" + seed;
    }
}
