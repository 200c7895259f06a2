package dev.trailtally.benchmarks.lastaccessed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CellTest {

    private static final Offset<Double> EXACT = within(1e-9);
    private static final JobDelay DELAY = new JobDelay(1, 3);

    @Test
    void theFewestRequestsAreAPageOfEachTypeAndTwoOfEachJob() {
        assertThat(new Population(20, 200, 80).fewestRequests()).isEqualTo(4 + 400);
        // 1,500 roles are two pages.
        assertThat(new Population(20, 3_000, 80).fewestRequests()).isEqualTo(5 + 6_000);
    }

    @Test
    void theCeilingIsTheRateOverTheFewestRequestsOfAJob() {
        assertThat(cell(20, 0.25, 200).ceilingPerMinute()).isEqualTo(60 * 20 * 20 / 2.02, EXACT);
    }

    @Test
    void theIdealIsTheFewestRequestsAtTheCeilingAndOneLatency() {
        assertThat(cell(20, 0.25, 200).idealSeconds()).isEqualTo((404 - 40) / 20.0 + 0.25, EXACT);
    }

    @Test
    void theIdealIsNotShorterThanTheSlowestJob() {
        assertThat(cell(50, 0.25, 20).idealSeconds()).isEqualTo(3.75, EXACT);
    }

    @Test
    void theBurstIsTwiceTheRateAndAtLeastOne() {
        assertThat(cell(2, 0, 20).throttle().burst()).isEqualTo(4);
        assertThat(cell(0.5, 0, 20).throttle().burst()).isEqualTo(1);
    }

    @Test
    void jobsTakeARangeOfSecondsOrAlwaysTheSame() {
        assertThat(JobDelay.parse("1-3")).isEqualTo(DELAY);
        assertThat(JobDelay.parse("0.5")).isEqualTo(new JobDelay(0.5, 0.5));
        assertThatThrownBy(() -> JobDelay.parse("3-1")).hasMessageContaining("3.0-1.0");
        assertThatThrownBy(() -> JobDelay.parse("soon")).hasMessageContaining("soon");
    }

    @Test
    void aCellWithoutPrincipalsOrRequestsIsRefused() {
        assertThatThrownBy(() -> new Population(1, 0, 80)).hasMessageContaining("principals");
        assertThatThrownBy(() -> new Population(0, 1, 80)).hasMessageContaining("accounts");
        assertThatThrownBy(() -> new Population(1, 1, 1_001)).hasMessageContaining("services");
        assertThatThrownBy(() -> cell(0, 0, 1)).hasMessageContaining("rate");
        assertThatThrownBy(() -> cell(1, 21, 1)).hasMessageContaining("latency");
    }

    private static Cell cell(double rate, double latency, int principals) {
        return new Cell(rate, latency, DELAY, new Population(20, principals, 80), false);
    }
}
