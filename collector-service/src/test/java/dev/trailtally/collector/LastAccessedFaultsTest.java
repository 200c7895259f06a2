package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.schema.TestDatabase;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.fault.Latency;
import dev.trailtally.simulator.fault.Throttle;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.IamPlan;
import dev.trailtally.simulator.iam.query.IamSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything that goes wrong between a collector and IAM, at once. */
@Waiting
class LastAccessedFaultsTest {

    private static final List<String> ACCOUNTS = List.of("000000000001", "000000000002", "000000000003");
    private static final Iam IAM = Iam.generated(IamPlan.of(1, 100, 10, Instant.parse("2026-03-01T12:00:00Z")));

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
    void faultsThatPassAndSessionsThatEndLoseNothing() {
        var settings = settings().build();
        try (var simulator = IamScans.simulator(3, IAM, settings, faults());
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            var scan = collector.collect(IamScans.scan());

            assertOutcome(scan, simulator, settings);
        }
    }

    @Test
    void twoCollectorsShareTheAccounts() {
        var settings = settings().build();
        try (var simulator = IamScans.simulator(3, IAM, settings, Faults.none());
                var one = new CollectorServer(database, Organizations.settings(simulator));
                var other = new CollectorServer(database, Organizations.settings(simulator))) {
            var scan = one.collect(IamScans.scan());

            assertOutcome(scan, simulator, settings);
            assertThat(other.await(scan.getScanId()).getState()).isEqualTo(scan.getState());
        }
    }

    /** Killed as by kill -9, at random moments. */
    @Test
    void aCollectorKilledSixTimesLosesNothing() throws IOException, InterruptedException {
        var random = new Random(7);
        var settings = settings().build();
        try (var simulator = IamScans.simulator(3, IAM, settings, faults())) {
            var collectorSettings = Organizations.settings(simulator);
            String scanId;
            try (var serving = new CollectorServer(database, Organizations.with(simulator, "collector.workers", 0))) {
                scanId = serving.create(IamScans.scan());
                for (int kill = 0; kill < 6; kill++) {
                    var process = CollectorProcess.start(database, collectorSettings);
                    try {
                        long target = progress() + 1 + random.nextInt(70);
                        await().atMost(Duration.ofSeconds(100)).until(() -> progress() >= target);
                    } finally {
                        process.destroyForcibly().waitFor();
                    }
                }
            }
            assertThat(IamScans.states(database).keySet())
                    .as("killed before the end")
                    .containsAnyOf("pending", "running");
            try (var collector = new CollectorServer(database, collectorSettings)) {
                assertOutcome(collector.await(scanId), simulator, settings);
            }
        }
    }

    @Test
    void aJobTakesTwoAndAHalfRequestsAtMostAndFewAreRefused() {
        var settings = IamSettings.builder()
                .throttle(new Throttle(40, 40))
                .latency(Latency.ofMillis(50, 150))
                .jobDelay(Latency.ofMillis(1_000, 3_000))
                .build();
        try (var simulator = IamScans.simulator(2, IAM, settings, Faults.none());
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            collector.collect(IamScans.scan());

            for (var use : simulator.iamUses()) {
                long jobs = use.accepted("GenerateServiceLastAccessedDetails")
                        + use.accepted("GetServiceLastAccessedDetails");
                if (use.accepted() > 0) {
                    assertThat(jobs / 100.0).isLessThanOrEqualTo(2.5);
                    assertThat(use.throttled() / (double) use.requests()).isLessThan(0.15);
                }
            }
        }
    }

    /** Jobs that were made or have ended. */
    private long progress() {
        return Stored.number(
                database,
                "select count(*) filter (where state <> 'pending') + count(finished_at) from last_accessed_job");
    }

    private void assertOutcome(Scan scan, Simulator simulator, IamSettings settings) {
        assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_INCOMPLETE);
        long failing = 0;
        for (var account : ACCOUNTS) {
            failing += simulator.iam(account).entities().stream()
                    .filter(entity -> settings.fails(entity.arn()))
                    .count();
            assertThat(IamScans.stored(database, account))
                    .isEqualTo(IamScans.truth(simulator, account, arn -> !settings.fails(arn)));
        }
        assertThat(scan.getFailureCount()).isEqualTo(failing).isPositive();
        assertThat(scan.getJobs().getTotal()).isEqualTo(300);
        assertThat(scan.getJobs().getDone()).isEqualTo(300 - failing);
        assertThat(Stored.number(database, "select count(*) from last_accessed where superseded_at is not null"))
                .isZero();
    }

    private static IamSettings.Builder settings() {
        return IamSettings.builder()
                .throttle(new Throttle(50, 50))
                .latency(Latency.ofMillis(20, 200))
                .jobDelay(Latency.ofMillis(1_000, 3_000))
                .pageSize(30)
                .emptyPages()
                .failedJobs(0.05);
    }

    private static Faults faults() {
        return Faults.builder()
                .internalFailures(0.02)
                .resets(0.02)
                .credentialLifetime(Duration.ofSeconds(12))
                .build();
    }
}
