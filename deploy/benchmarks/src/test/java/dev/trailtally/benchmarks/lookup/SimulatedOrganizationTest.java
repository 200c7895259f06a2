package dev.trailtally.benchmarks.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedOrganizationTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6})
    void theBusiestUnitHasTheMostEventsAndTheOthersTheirs(int units) {
        var simulated = SimulatedOrganization.of(new Cell(units, 0, 120, 60, false), NOW);

        assertThat(simulated.organization().accountRegions())
                .hasSize(units)
                .allSatisfy(unit -> assertThat(simulated
                                .organization()
                                .findEvents(unit)
                                .orElseThrow()
                                .count())
                        .as("events of " + unit)
                        .isEqualTo(unit.equals(simulated.busiestUnit()) ? 120 : 60));
    }
}
