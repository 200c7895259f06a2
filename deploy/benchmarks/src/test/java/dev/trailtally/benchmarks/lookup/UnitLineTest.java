package dev.trailtally.benchmarks.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.simulator.cloudtrail.UnitUse;
import dev.trailtally.simulator.organization.AccountRegion;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UnitLineTest {

    private static final AccountRegion UNIT = new AccountRegion("000000000001", "eu-west-1");

    @Test
    void aLineIsReadBackAsItWasWritten() {
        var first = Instant.parse("2026-01-01T00:00:00.123456789Z");
        var asked = new UnitUse(UNIT, 5, 4, 3, 200, first, first.plusSeconds(2));
        var never = new UnitUse(UNIT, 0, 0, 0, 0, null, null);

        assertThat(UnitLine.parse(UnitLine.of(asked))).isEqualTo(asked);
        assertThat(UnitLine.parse(UnitLine.of(never))).isEqualTo(never);
    }
}
