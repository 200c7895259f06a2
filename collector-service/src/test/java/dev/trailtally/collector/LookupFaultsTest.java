package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.trailtally.collector.v1.Failure;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.schema.TestDatabase;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.SimulatorSettings;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.fault.Latency;
import dev.trailtally.simulator.organization.AccountRegion;
import dev.trailtally.simulator.organization.Organization;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything that goes wrong between a collector and AWS, at once. */
@Waiting
class LookupFaultsTest {

    private static final List<String> REGIONS = List.of("ap-south-1", "eu-west-1", "us-east-1");
    private static final Set<String> DENIED_ACCOUNTS = Set.of("000000000003", "000000000005", "000000000006");
    private static final Set<AccountRegion> DENIED_UNITS =
            Set.of(new AccountRegion("000000000002", "ap-south-1"), new AccountRegion("000000000004", "us-east-1"));

    private final Instant end = Instant.now().minusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS);
    private final Instant start = end.minus(Duration.ofDays(2));

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
    void faultsThatPassLoseNothingAndThoseThatStayAreTheResult() {
        var organization = Organizations.of(7, REGIONS, 800, end, Duration.ofDays(2));
        try (var simulator = simulator(organization);
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            var scan = collector.collect(Organizations.scan(start, end).build());

            assertOutcome(scan, organization);
        }
    }

    @Test
    void aPageTokenThatIsRepeatedEndsItsUnitAfterAFewRequests() {
        var organization = Organizations.of(1, List.of("eu-west-1", "us-east-1"), 300, end, Duration.ofDays(2));
        var faults = Faults.builder().endlessUnit("000000000001", "us-east-1").build();
        try (var simulator = Simulator.start(
                        SimulatorSettings.of(organization).faults(faults).build());
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            var scan = collector.collect(Organizations.scan(start, end).build());

            assertThat(scan.getFailuresList())
                    .extracting(Failure::getRegion, Failure::getCode)
                    .containsExactly(tuple("us-east-1", "ENDLESS_LISTING"));
            assertThat(simulator.units())
                    .filteredOn(unit -> unit.unit().region().equals("us-east-1"))
                    .allSatisfy(unit -> assertThat(unit.accepted()).isLessThan(10));
        }
    }

    /** Killed as by kill -9, at random moments. */
    @Test
    void aCollectorKilledTenTimesLosesNothingAndCountsNothingTwice() throws IOException, InterruptedException {
        var organization = Organizations.of(7, REGIONS, 2_500, end, Duration.ofDays(2));
        var random = new Random(5);
        try (var simulator = simulator(organization)) {
            var settings = Organizations.settings(simulator);
            String scanId;
            try (var serving = new CollectorServer(database, Organizations.with(simulator, "collector.workers", 0))) {
                scanId = serving.create(Organizations.scan(start, end).build());
                for (int kill = 0; kill < 10; kill++) {
                    killedCollector(settings, random.nextInt(120));
                }
            }
            assertThat(open(scanId)).as("killed before the end").isPositive();
            try (var collector = new CollectorServer(database, settings)) {
                assertOutcome(collector.await(scanId), organization);
            }
        }
    }

    /** Runs a collector in a process of its own until it has stored some pages, then kills it. */
    private void killedCollector(Map<String, Object> settings, int pages) throws IOException, InterruptedException {
        long target = pages() + 1 + pages;
        var process = CollectorProcess.start(database, settings);
        try {
            await().atMost(Duration.ofMinutes(5)).until(() -> pages() >= target);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private void assertOutcome(Scan scan, Organization organization) {
        assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_INCOMPLETE);
        assertThat(scan.getFailuresList())
                .extracting(Failure::getAccountId, Failure::getRegion, Failure::getCode)
                .containsExactlyInAnyOrder(
                        tuple("000000000003", "", "AccessDenied"),
                        tuple("000000000005", "", "AccessDenied"),
                        tuple("000000000006", "", "AccessDenied"),
                        tuple("000000000002", "ap-south-1", "AccessDeniedException"),
                        tuple("000000000004", "us-east-1", "AccessDeniedException"));
        assertThat(scan.getFailuresList())
                .allSatisfy(failure ->
                        assertThat(failure.getNextStep()).containsAnyOf("sts:AssumeRole", "cloudtrail:LookupEvents"));
        var truth = Organizations.truth(organization, start, end);
        truth.keySet().removeIf(LookupFaultsTest::isDenied);
        var stored = Organizations.stored(database);
        assertThat(stored).hasSameSizeAs(truth);
        assertThat(stored).isEqualTo(truth);
        assertThat(scan.getRecords().getStored()).isEqualTo(truth.size());
        assertThat(Stored.bookkeepingErrors(database)).isZero();
    }

    private static boolean isDenied(String event) {
        return DENIED_ACCOUNTS.stream().anyMatch(event::startsWith)
                || DENIED_UNITS.stream().anyMatch(unit -> event.startsWith(unit.account() + " " + unit.region()));
    }

    private static Simulator simulator(Organization organization) {
        var faults = Faults.builder()
                .latency(Latency.ofMillis(100, 900))
                .internalFailures(0.01)
                .resets(0.01)
                .slowPages(0.05, Latency.fixed(Duration.ofSeconds(3)))
                .emptyPages(0.02)
                .shortPages(0.02)
                .tokenLifetime(Duration.ofSeconds(2))
                .credentialLifetime(Duration.ofSeconds(12));
        DENIED_ACCOUNTS.forEach(faults::denyAccount);
        DENIED_UNITS.forEach(unit -> faults.denyUnit(unit.account(), unit.region()));
        return Simulator.start(
                SimulatorSettings.of(organization).faults(faults.build()).build());
    }

    private long pages() {
        return Stored.number(database, "select coalesce(sum(page_count), 0) from scan_unit");
    }

    private long open(String scanId) {
        return Stored.number(database, """
                select count(*)
                from scan_unit
                where scan_id = '%s'
                and state in ('pending', 'running')
                """.formatted(scanId));
    }
}
