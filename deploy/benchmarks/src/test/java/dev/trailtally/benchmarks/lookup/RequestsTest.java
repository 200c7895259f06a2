package dev.trailtally.benchmarks.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trailtally.simulator.cloudtrail.UnitUse;
import dev.trailtally.simulator.fault.Throttle;
import dev.trailtally.simulator.organization.AccountRegion;
import java.time.Instant;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RequestsTest {

    private static final Throttle THROTTLE = new Throttle(2, 2);
    private static final Offset<Double> EXACT = within(1e-12);
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void achievedIsTheShareOfTheBurstAndOfTheRateOverTime() {
        // A burst of 2 and 2 per second for 59 s are 120.
        assertThat(Requests.achieved(unit(120, 0, 59_000), THROTTLE)).isEqualTo(1, EXACT);
        assertThat(Requests.achieved(unit(60, 0, 59_000), THROTTLE)).isEqualTo(0.5, EXACT);
        assertThat(Requests.achieved(unit(40, 0, 58_500), THROTTLE)).isEqualTo(40 / 119.0, EXACT);
    }

    @Test
    void aSingleRequestIsHalfOfTheBurst() {
        assertThat(Requests.achieved(unit(1, 0, 0), THROTTLE)).isEqualTo(0.5, EXACT);
    }

    @Test
    void aUnitThatWasNeverAskedAchievedNothing() {
        var never = new UnitUse(new AccountRegion("000000000001", "eu-west-1"), 0, 0, 3, 0, null, null);

        assertThat(Requests.achieved(never, THROTTLE)).isZero();
        assertThat(Requests.of(List.of(never), THROTTLE).throttledShare()).isEqualTo(1, EXACT);
    }

    @Test
    void unitsAreSummedUpByTheLeastTheMedianAndTheMean() {
        var requests = Requests.of(
                List.of(unit(120, 0, 59_000), unit(60, 5, 59_000), unit(90, 0, 59_000), unit(120, 0, 59_000)),
                THROTTLE);

        assertThat(requests.achievedMin()).isEqualTo(0.5, EXACT);
        assertThat(requests.achievedMedian()).isEqualTo(0.875, EXACT);
        assertThat(requests.achievedMean()).isEqualTo(0.8125, EXACT);
        assertThat(requests.achievedBusiest()).isEqualTo(1, EXACT);
        assertThat(requests.accepted()).isEqualTo(390);
        assertThat(requests.throttledShare()).isEqualTo(5 / 395.0, EXACT);
    }

    @Test
    void noUnitsAreNoMeasurement() {
        assertThatThrownBy(() -> Requests.of(List.of(), THROTTLE)).isInstanceOf(IllegalArgumentException.class);
    }

    private static UnitUse unit(long accepted, long throttled, long millis) {
        return new UnitUse(
                new AccountRegion("000000000001", "eu-west-1"),
                accepted,
                accepted,
                throttled,
                accepted * 50,
                FIRST,
                FIRST.plusMillis(millis));
    }
}
