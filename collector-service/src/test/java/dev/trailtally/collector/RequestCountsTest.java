package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.schema.TestDatabase;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.SimulatorSettings;
import dev.trailtally.simulator.cloudtrail.UnitUse;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.fault.Latency;
import dev.trailtally.simulator.fault.Throttle;
import dev.trailtally.simulator.iam.Iam;
import dev.trailtally.simulator.iam.IamPlan;
import dev.trailtally.simulator.iam.query.IamSettings;
import dev.trailtally.simulator.iam.query.IamUse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The requests that a scan counts are those that AWS saw. */
@Waiting
class RequestCountsTest {

    private final Instant end = Instant.now().minusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS);
    private final Instant start = end.minus(Duration.ofDays(1));

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
    void requestsToLookupEventsAreThoseThatItSaw() {
        var organization = Organizations.of(2, List.of("eu-west-1", "us-east-1"), 600, end, Duration.ofDays(1));
        var faults = Faults.builder()
                .latency(Latency.ofMillis(50, 300))
                .internalFailures(0.05)
                .denyUnit("000000000002", "us-east-1")
                .build();
        try (var simulator = Simulator.start(SimulatorSettings.of(organization)
                        .faults(faults)
                        .throttle(new Throttle(1.5, 1))
                        .build());
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            var scan = collector.collect(Organizations.scan(start, end).build());

            assertThat(scan.getRequests().getSent())
                    .isEqualTo(simulator.units().stream()
                            .mapToLong(unit -> unit.accepted() + unit.throttled())
                            .sum());
            assertThat(scan.getRequests().getThrottled())
                    .isPositive()
                    .isLessThanOrEqualTo(simulator.units().stream()
                            .mapToLong(UnitUse::throttled)
                            .sum());
        }
    }

    @Test
    void requestsToIamAreThoseThatItSaw() {
        var settings = IamSettings.builder()
                .throttle(new Throttle(30, 10))
                .latency(Latency.ofMillis(5, 20))
                .jobDelay(Latency.ofMillis(100, 400))
                .pageSize(10)
                .deny("000000000002", "ListGroups")
                .failedJobs(0.1)
                .build();
        var faults = Faults.builder().internalFailures(0.02).resets(0.02).build();
        var source = LastAccessedSource.newBuilder().setWithEntities(true).setGrantingPolicies(true);
        var iam = Iam.generated(IamPlan.of(4, 30, 5, Instant.parse("2026-03-01T12:00:00Z")));
        try (var simulator = IamScans.simulator(2, iam, settings, faults);
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            var scan = collector.collect(IamScans.scan(source));

            var uses = simulator.iamUses();
            assertThat(scan.getRequests().getSent())
                    .isEqualTo(uses.stream().mapToLong(IamUse::requests).sum());
            assertThat(scan.getRequests().getThrottled())
                    .isPositive()
                    .isEqualTo(uses.stream().mapToLong(IamUse::throttled).sum());
        }
    }
}
