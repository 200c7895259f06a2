package dev.trailtally.benchmarks.lastaccessed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.trailtally.simulator.iam.query.IamUse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RequestsTest {

    private static final Offset<Double> EXACT = within(1e-12);
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    // 404 requests of each account are enough; 20 per second and a burst of 40 are accepted.
    private static final Cell CELL = new Cell(20, 0, new JobDelay(1, 3), new Population(2, 200, 80), false);

    @Test
    void achievedIsTheShareOfTheBurstAndOfTheRateOverTime() {
        assertThat(Requests.achieved(use(404, 0, 18_200), CELL)).isEqualTo(1, EXACT);
        assertThat(Requests.achieved(use(404, 0, 38_400), CELL)).isEqualTo(0.5, EXACT);
    }

    @Test
    void needlessRequestsAchieveNothing() {
        assertThat(Requests.achieved(use(808, 0, 38_400), CELL)).isEqualTo(0.5, EXACT);
    }

    @Test
    void anAccountThatWasNeverAskedAchievedNothing() {
        var never = new IamUse("000000000001", 0, 3, Map.of(), null, null);

        assertThat(Requests.achieved(never, CELL)).isZero();
        assertThat(Requests.of(List.of(never), CELL).throttledShare()).isEqualTo(1, EXACT);
    }

    @Test
    void accountsAreSummedUp() {
        var requests = Requests.of(List.of(use(404, 0, 18_200), use(500, 96, 38_400)), CELL);

        assertThat(requests.achievedMin()).isEqualTo(0.5, EXACT);
        assertThat(requests.achievedMedian()).isEqualTo(0.75, EXACT);
        assertThat(requests.achievedMean()).isEqualTo(0.75, EXACT);
        assertThat(requests.perJob()).isEqualTo(2.5, EXACT);
        assertThat(requests.readsPerJob()).isEqualTo((904 - 408) / 400.0, EXACT);
        assertThat(requests.throttledShare()).isEqualTo(0.096, EXACT);
    }

    @Test
    void noAccountsAreNoMeasurement() {
        assertThatThrownBy(() -> Requests.of(List.of(), CELL)).isInstanceOf(IllegalArgumentException.class);
    }

    private static IamUse use(long accepted, long throttled, long millis) {
        var actions = Map.of(
                "ListRoles", 4L,
                "GenerateServiceLastAccessedDetails", 200L,
                "GetServiceLastAccessedDetails", accepted - 204);
        return new IamUse("000000000001", accepted, throttled, actions, FIRST, FIRST.plusMillis(millis));
    }
}
