package dev.trailtally.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatencyTest {

    @Test
    void percentilesAreByNearestRank() {
        var latency = Latency.of(
                "any",
                LongStream.rangeClosed(1, 1000).map(i -> (1001 - i) * 1_000_000).toArray());

        assertThat(latency).isEqualTo(new Latency("any", 1000, 500, 990, 1000));
    }

    @Test
    void aSingleCallIsEveryPercentile() {
        assertThat(Latency.of("any", new long[] {3_000_000})).isEqualTo(new Latency("any", 1, 3, 3, 3));
    }

    @Test
    void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(Median.of(List.of(4.0, 1.0, 3.0, 9.0))).isEqualTo(3.5);
        assertThat(Median.of(List.of(4.0, 1.0, 3.0))).isEqualTo(3.0);
    }
}
