package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.GetScanRequest;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.ResumeScanRequest;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.schema.TestDatabase;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.SimulatorSettings;
import dev.trailtally.simulator.cloudtrail.UnitUse;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.IamPlan;
import dev.trailtally.simulator.iam.query.IamSettings;
import dev.trailtally.simulator.organization.AccountRegion;
import dev.trailtally.simulator.organization.Organization;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Who owns a scan, who works on it, and what is requested again when it is resumed. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class ScanOwnerTest {

    private static final List<String> REGIONS = List.of("eu-west-1", "us-east-1");
    private static final String MEMBER = "000000000002";

    private final Instant end = Instant.now().minusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS);
    private final Instant start = end.minus(Duration.ofDays(1));
    private final Organization organization = Organizations.of(3, REGIONS, 60, end, Duration.ofDays(1));

    @TempDir
    Path folder;

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
    void aScanOfOtherCredentialsIsLeftAloneSaysWhoseItIsAndGoesOnWithItsOwn() {
        try (var simulator = simulator(0, Faults.none())) {
            var stopped = stoppedScan(simulator);

            Organizations.signIn(simulator, MEMBER);
            try (var stranger = new CollectorServer(database, Organizations.endpoint(simulator))) {
                var own = stranger.collect(ofCaller());
                var waiting = scan(stranger, stopped);

                assertThat(own.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
                assertThat(own.getOwner().getAccountId()).isEqualTo(MEMBER);
                assertThat(waiting.getState()).isEqualTo(ScanState.SCAN_STATE_RUNNING);
                assertThat(waiting.getRequests().getSent())
                        .as("asked under a stranger's credentials")
                        .isZero();
                assertThat(waiting.getUnits().getFailed()).isZero();
                assertThat(waiting.getWaitingReason())
                        .contains("belongs to " + waiting.getOwner().getArn(), Organizations.MANAGEMENT);
                var refused = refusal(() -> resume(stranger, stopped));
                assertThat(refused.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
                assertThat(refused).hasMessageContaining(waiting.getOwner().getArn());
            }

            try (var own = new CollectorServer(database, Organizations.settings(simulator))) {
                assertThat(own.await(stopped).getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
                assertThat(Organizations.stored(database))
                        .containsAllEntriesOf(Organizations.truth(organization, start, end));
            }
        }
    }

    @Test
    void aCommandWorksOnItsOwnScanAloneUntilItIsToldToResumeAnother() throws IOException {
        new LogTree(5).write(Files.createDirectory(folder.resolve("one")), 4, 10);
        new LogTree(6).write(Files.createDirectory(folder.resolve("other")), 4, 10);
        String left;
        try (var listing = new CollectorServer(database, Map.of("collector.workers", 0))) {
            left = listing.create(CollectorServer.folder(folder.resolve("one")).build());
            await().until(() -> scan(listing, left).getObjects().getPending() == 4);
        }
        try (var command = new CollectorServer(
                database,
                Map.of(
                        "collector.own-scans-only",
                        true,
                        "collector.local-roots",
                        folder.resolve("other").toString()))) {
            assertThat(command.collect(folder.resolve("other")).getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
            assertThat(scan(command, left).getObjects().getPending()).isEqualTo(4);
            assertThat(scan(command, left).getWaitingReason()).contains("started by another command");

            resume(command, left);

            assertThat(command.await(left).getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
            assertThat(scan(command, left).getObjects().getRead()).isEqualTo(4);
        }
    }

    @Test
    void unitsAndAccountsThatWereDeniedAreAskedAgainAndNothingElse() {
        var denied = Faults.builder()
                .denyAccount("000000000003")
                .denyUnit(MEMBER, "us-east-1")
                .build();
        String scanId;
        int port;
        try (var simulator = simulator(0, denied);
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            port = simulator.endpoint().getPort();
            var ended = collector.collect(Organizations.scan(start, end).build());
            scanId = ended.getScanId();
            assertThat(ended.getState()).isEqualTo(ScanState.SCAN_STATE_INCOMPLETE);
            assertThat(ended.getFailureCount()).isEqualTo(2);
        }
        try (var mended = simulator(port, Faults.none());
                var collector = new CollectorServer(database, Organizations.settings(mended))) {
            resume(collector, scanId);
            var ended = collector.await(scanId);

            assertThat(ended.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
            assertThat(ended.getFailureCount()).isZero();
            assertThat(Organizations.stored(database)).isEqualTo(Organizations.truth(organization, start, end));
            assertThat(mended.units().stream()
                            .filter(unit -> unit.accepted() > 0)
                            .map(UnitUse::unit))
                    .as("asked again")
                    .containsExactlyInAnyOrder(
                            new AccountRegion(MEMBER, "us-east-1"),
                            new AccountRegion("000000000003", "eu-west-1"),
                            new AccountRegion("000000000003", "us-east-1"));
            assertThat(Stored.bookkeepingErrors(database)).isZero();
        }
    }

    @Test
    void jobsOfAnAccountThatWasDeniedAreAskedAgain() {
        var iam = Iam.generated(IamPlan.of(1, 5, 3, Instant.parse("2026-03-01T12:00:00Z")));
        var settings = IamSettings.plain();
        String scanId;
        int port;
        try (var simulator = IamScans.simulator(
                        2, iam, settings, Faults.builder().denyAccount(MEMBER).build());
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            port = simulator.endpoint().getPort();
            var ended = collector.collect(IamScans.scan());
            scanId = ended.getScanId();
            assertThat(ended.getState()).isEqualTo(ScanState.SCAN_STATE_INCOMPLETE);
            assertThat(ended.getJobs().getDone()).isEqualTo(5);
        }
        try (var mended = IamScans.simulator(port, 2, iam, settings, Faults.none());
                var collector = new CollectorServer(database, Organizations.settings(mended))) {
            resume(collector, scanId);
            var ended = collector.await(scanId);

            assertThat(ended.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
            assertThat(ended.getJobs().getDone()).isEqualTo(10);
            assertThat(mended.iamUses().stream().filter(use -> use.accepted("GenerateServiceLastAccessedDetails") > 0))
                    .as("accounts with jobs made again")
                    .hasSize(1);
        }
    }

    private String stoppedScan(Simulator simulator) {
        try (var listing = new CollectorServer(database, Organizations.with(simulator, "collector.workers", 0))) {
            var scanId = listing.create(Organizations.scan(start, end).build());
            await().until(() -> scan(listing, scanId).getUnits().getPending() == 6
                    && scan(listing, scanId).getObjects().getListingDone());
            assertThat(scan(listing, scanId).getOwner().getAccountId()).isEqualTo(Organizations.MANAGEMENT);
            return scanId;
        }
    }

    private CreateScanRequest ofCaller() {
        return CreateScanRequest.newBuilder()
                .setSource(Source.newBuilder().setLookup(LookupSource.getDefaultInstance()))
                .setStartTime(Organizations.timestamp(start))
                .setEndTime(Organizations.timestamp(end))
                .build();
    }

    private Simulator simulator(int port, Faults faults) {
        return Simulator.start(
                SimulatorSettings.of(organization).port(port).faults(faults).build());
    }

    private static Scan scan(CollectorServer collector, String scanId) {
        return collector
                .scans()
                .getScan(GetScanRequest.newBuilder().setScanId(scanId).build())
                .getScan();
    }

    private static void resume(CollectorServer collector, String scanId) {
        collector
                .scans()
                .resumeScan(ResumeScanRequest.newBuilder().setScanId(scanId).build());
    }

    private static StatusRuntimeException refusal(Runnable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call::run);
    }
}
