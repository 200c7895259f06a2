package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.trailtally.collector.v1.EntityType;
import dev.trailtally.collector.v1.Failure;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.OrganizationsAccessReport;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.schema.TestDatabase;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.fault.Latency;
import dev.trailtally.simulator.fault.Throttle;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.IamAccount;
import dev.trailtally.simulator.iam.IamPlan;
import dev.trailtally.simulator.iam.query.IamSettings;
import dev.trailtally.simulator.iam.query.JobFate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the collection of last-accessed data ends after failures. */
@Waiting
class LastAccessedEndsTest {

    private static final String FIRST = "000000000001";
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private TestDatabase database;

    @BeforeEach
    void createDatabase() {
        database = TestDatabase.create();
    }

    @AfterEach
    void dropDatabase() {
        database.close();
    }

    private static IamSettings.Builder fast() {
        return IamSettings.builder()
                .throttle(new Throttle(200, 200))
                .latency(Latency.ofMillis(5, 20))
                .jobDelay(Latency.ofMillis(100, 300));
    }

    private CollectorServer collector(Simulator simulator) {
        return new CollectorServer(database, Organizations.settings(simulator));
    }

    @Test
    void anAccountThatTakesTooLongEndsWithWhatItHas() {
        var slow = fast().jobDelay(Latency.ofMillis(600_000, 600_000));
        var account = IamAccount.empty(FIRST)
                .role("one", entity -> entity.never("s3"))
                .role("two", e -> e.never("s3"));
        try (var simulator = IamScans.simulator(1, Iam.of(account), slow.build(), Faults.none())) {
            String scanId;
            try (var serving = new CollectorServer(database, Organizations.with(simulator, "collector.workers", 0))) {
                scanId = serving.create(IamScans.scan());
                sooner("unitDeadline");
                try (var collector = collector(simulator)) {
                    collector.await(scanId);
                }
            }
            assertThat(IamScans.failures(database))
                    .isEqualTo(Map.of("one DEADLINE_EXCEEDED", 1L, "two DEADLINE_EXCEEDED", 1L));
            assertThat(Stored.counts(database, "select state, count(*) from scan_unit group by 1"))
                    .as("all was listed")
                    .isEqualTo(Map.of("complete", 1L));
        }
    }

    @Test
    void aJobThatNeverEndsIsGivenUpAtItsDeadline() {
        var account = IamAccount.empty(FIRST).role("stuck", entity -> entity.never("s3"));
        var settings = fast().fate("arn:aws:iam::" + FIRST + ":role/stuck", JobFate.NEVER_ENDS);
        try (var simulator = IamScans.simulator(1, Iam.of(account), settings.build(), Faults.none())) {
            String scanId;
            try (var serving = new CollectorServer(database, Organizations.with(simulator, "collector.workers", 0))) {
                scanId = serving.create(IamScans.scan());
                sooner("jobDeadline");
                try (var collector = collector(simulator)) {
                    collector.await(scanId);
                }
            }
            assertThat(IamScans.failures(database)).isEqualTo(Map.of("stuck DEADLINE_EXCEEDED", 1L));
        }
    }

    /** A scan that was created cannot wait for less than a minute by request. */
    private void sooner(String deadline) {
        Stored.update(
                database,
                "update scan set last_accessed = jsonb_set(last_accessed, '{%s}', '\"5s\"')".formatted(deadline));
    }

    @Test
    void detailsThatAreDeniedFailTheirJobsAndKeepTheReports() {
        var settings = fast().deny(FIRST, "ListPoliciesGrantingServiceAccess");
        var source = LastAccessedSource.newBuilder().setGrantingPolicies(true);
        try (var simulator = IamScans.simulator(
                        1, Iam.generated(IamPlan.of(5, 20, 8, NOW)), settings.build(), Faults.none());
                var collector = collector(simulator)) {
            var scan = collector.collect(IamScans.scan(source));

            assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_INCOMPLETE);
            assertThat(scan.getFailuresList())
                    .allSatisfy(failure ->
                            assertThat(failure.getNextStep()).contains("iam:ListPoliciesGrantingServiceAccess"));
            assertThat(IamScans.stored(database, FIRST)).isEqualTo(IamScans.truth(simulator, FIRST, arn -> true));
            assertThat(Stored.number(database, "select count(*) from granting_policy"))
                    .isZero();
        }
    }

    @Test
    void aReportThatNobodyMayReadIsAFailureOfEachJob() {
        var settings = fast().deny(FIRST, "GetServiceLastAccessedDetails");
        try (var simulator = IamScans.simulator(
                        1, Iam.generated(IamPlan.of(6, 30, 5, NOW)), settings.build(), Faults.none());
                var collector = collector(simulator)) {
            var scan = collector.collect(IamScans.scan());

            assertThat(scan.getJobs().getFailed()).isEqualTo(30);
            assertThat(scan.getFailuresList())
                    .allSatisfy(
                            failure -> assertThat(failure.getNextStep()).contains("iam:GetServiceLastAccessedDetails"));
            assertThat(Stored.number(database, "select count(*) from last_accessed"))
                    .isZero();
        }
    }

    @Test
    void reportsOfTheOrganizationThatAreDeniedFailAloneAndSayWhatIsMissing() {
        var settings = fast().deny(FIRST, "GenerateOrganizationsAccessReport");
        var source = LastAccessedSource.newBuilder()
                .addEntityTypes(EntityType.ENTITY_TYPE_ROLE)
                .setOrganizationsReport(
                        OrganizationsAccessReport.newBuilder().addEntityPaths("o-simulated1/r-sim1/nothing"));
        try (var simulator = IamScans.simulator(
                        1, Iam.generated(IamPlan.of(7, 20, 5, NOW)), settings.build(), Faults.none());
                var collector = collector(simulator)) {
            var scan = collector.collect(IamScans.scan(source));

            assertThat(scan.getFailuresList())
                    .extracting(Failure::getCode, Failure::getObjectUri)
                    .containsExactly(tuple("AccessDenied", "o-simulated1/r-sim1/nothing"));
            assertThat(scan.getFailures(0).getNextStep()).contains("iam:GenerateOrganizationsAccessReport");
            assertThat(IamScans.stored(database, FIRST))
                    .isEqualTo(IamScans.truth(simulator, FIRST, arn -> arn.contains(":role/")));
        }
    }

    @Test
    void aStoppedCollectorGivesItsAccountsBack() {
        var settings = fast().jobDelay(Latency.ofMillis(2_000, 3_000));
        try (var simulator =
                IamScans.simulator(1, Iam.generated(IamPlan.of(8, 20, 5, NOW)), settings.build(), Faults.none())) {
            String scanId;
            try (var stopped = collector(simulator)) {
                scanId = stopped.create(IamScans.scan());
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> IamScans.states(database).containsKey("running"));
            }
            assertThat(Stored.number(database, "select count(*) from scan_unit where claimed_by is not null"))
                    .isZero();
            try (var collector = collector(simulator)) {
                collector.await(scanId);
            }
            assertThat(IamScans.stored(database, FIRST)).isEqualTo(IamScans.truth(simulator, FIRST, arn -> true));
        }
    }
}
