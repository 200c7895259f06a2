package dev.trailtally.report.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TallyTest {

    private static final List<Long> NOTHING = List.of(0L, 0L, Long.MAX_VALUE, Long.MIN_VALUE);

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 40})
    void countsAreThoseOfAPlainRecount(int references) {
        var random = new SplittableRandom(references);
        var tally = new Tally();
        Map<List<Long>, List<Long>> recount = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            var key = List.of(
                    random.nextLong(references), random.nextLong(references) << 32, -random.nextLong(references));
            long events = random.nextLong(1_000);
            long failed = random.nextLong(events + 1);
            long first = random.nextLong(-1_000_000, 1_000_000);
            tally.add(key.get(0), key.get(1), key.get(2), events, failed, first, first + events);
            recount.merge(key, List.of(events, failed, first, first + events), TallyTest::sum);
        }

        Map<List<Long>, List<Long>> counted = new HashMap<>();
        for (int row = 0; row < tally.size(); row++) {
            var values = List.of(
                    tally.eventCount(row), tally.failedCount(row), tally.firstSecond(row), tally.lastSecond(row));
            counted.put(List.of(tally.one(row), tally.two(row), tally.three(row)), values);
        }
        assertThat(tally.size()).as("keys, each once").isEqualTo(counted.size());
        assertThat(counted).isEqualTo(recount).doesNotContainValue(NOTHING);
    }

    private static List<Long> sum(List<Long> one, List<Long> other) {
        return List.of(
                one.get(0) + other.get(0),
                one.get(1) + other.get(1),
                Math.min(one.get(2), other.get(2)),
                Math.max(one.get(3), other.get(3)));
    }
}
