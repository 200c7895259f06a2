package dev.trailtally.benchmarks.lookup;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtherClientTest {

    @Test
    void whatIsAcceptedTenSecondsAfterTheLastRefusalCounts() {
        var samples = new ArrayList<OtherClient.Sample>();
        double accepted = 0;
        for (int tick = 0; tick <= 600; tick++) {
            double second = tick / 10.0;
            accepted += second < 30 ? 0.1 : 0.19;
            samples.add(new OtherClient.Sample(second, (long) accepted, Math.min(3, (long) (second / 6))));
        }

        var effect = requireNonNull(OtherClient.effect(samples), "effect is null");

        assertThat(effect.refused()).isEqualTo(3);
        assertThat(effect.achievedAfter()).as("from second 28 to 48").isEqualTo(0.905, within(0.03));
    }

    @Test
    void aScanThatEndsTooSoonSaysNothing() {
        assertThat(OtherClient.effect(List.of())).isNull();
        assertThat(OtherClient.effect(List.of(new OtherClient.Sample(1, 2, 0)))).isNull();
    }
}
