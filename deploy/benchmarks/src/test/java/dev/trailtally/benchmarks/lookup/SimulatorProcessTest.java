package dev.trailtally.benchmarks.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatorProcessTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final Cell CELL = new Cell(3, 0, 120, 60, false);

    @TempDir
    private Path folder;

    @Test
    void whatWasAskedOfTheOtherProcessIsReadBackAndItEndsOnClose() throws IOException {
        // Events of a fixed time would be older than LookupEvents keeps.
        var now = Instant.now();
        var simulated = SimulatedOrganization.of(CELL, now);
        var simulator = SimulatorProcess.start(CELL, now, Duration.ofMinutes(5), folder);
        try (simulator;
                var client = SequentialPager.client(simulator.aws(), simulated.busiestUnit())
                        .build()) {
            int events = client.lookupEvents(request -> request.maxResults(30))
                    .events()
                    .size();

            assertThat(events).as("events on the page").isEqualTo(30);
            assertThat(simulator.units()).hasSize(3).allSatisfy(use -> {
                boolean asked = use.unit().equals(simulated.busiestUnit());
                assertThat(use.accepted())
                        .as("accepted requests of " + use.unit())
                        .isEqualTo(asked ? 1 : 0);
                assertThat(use.events()).as("events sent of " + use.unit()).isEqualTo(asked ? 30 : 0);
            });
            assertThat(simulator.cpuSeconds()).isPositive();
        }

        assertThat(simulator.isAlive()).as("alive after close").isFalse();
    }

    @Test
    void itEndsAfterItsTimeEvenIfItsParentDoesNot() {
        assertThatThrownBy(() -> {
                    try (var simulator = SimulatorProcess.start(CELL, NOW, Duration.ZERO, folder)) {
                        while (true) {
                            simulator.units();
                        }
                    }
                })
                .hasMessageContaining("its last lines")
                .hasMessageContaining("it has run for PT0S");
    }
}
