package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.v1.ListScanUnitsRequest;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.ScanUnit;
import dev.trailtally.collector.v1.UnitState;
import dev.trailtally.schema.TestDatabase;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.SimulatorSettings;
import dev.trailtally.simulator.organization.Organization;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LookupTest {

    private final Instant end = Instant.now().minusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS);
    private final Instant start = end.minus(Duration.ofDays(3));
    private static final List<String> REGIONS = List.of("eu-west-1", "us-east-1");

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
    void everyEventOfTheOrganizationIsStoredOnce() {
        var organization = Organizations.of(3, REGIONS, 700, end, Duration.ofDays(3));
        try (var simulator = simulator(organization);
                var collector = new CollectorServer(database, Organizations.settings(simulator))) {
            var scan = collector.collect(Organizations.scan(start, end).build());

            assertThat(scan.getFailuresList()).isEmpty();
            assertThat(scan.getState()).isEqualTo(ScanState.SCAN_STATE_SUCCEEDED);
            assertThat(Organizations.stored(database)).isEqualTo(Organizations.truth(organization, start, end));
            assertThat(scan.getRecords().getRead()).isEqualTo(3 * 2 * 700);
            assertThat(Stored.bookkeepingErrors(database)).isZero();
            assertThat(units(collector, scan.getScanId()))
                    .hasSize(6)
                    .allSatisfy(unit -> assertThat(unit.getState()).isEqualTo(UnitState.UNIT_STATE_COMPLETE));
        }
    }

    private static List<ScanUnit> units(CollectorServer collector, String scanId) {
        return collector
                .scans()
                .listScanUnits(
                        ListScanUnitsRequest.newBuilder().setScanId(scanId).build())
                .getUnitsList();
    }

    private static Simulator simulator(Organization organization) {
        return Simulator.start(SimulatorSettings.of(organization).build());
    }
}
