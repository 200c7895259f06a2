package dev.trailtally.collector.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class KeyCountsTest {

    private final KeyCounts counts = new KeyCounts();

    @Test
    void aKeyHasItsEventsFailuresAndTimes() {
        counts.clear(3);
        counts.add(7, 10, false);
        counts.add(5, 11, true);
        counts.add(7, 20, true);

        var places = counts.sorted();
        assertThat(Arrays.stream(places).mapToLong(counts::key)).containsExactly(5L, 7L);
        assertThat(Arrays.stream(places).map(counts::count)).containsExactly(1, 2);
        assertThat(Arrays.stream(places).map(counts::failed)).containsExactly(1, 1);
        assertThat(Arrays.stream(places).map(counts::first)).containsExactly(11, 10);
        assertThat(Arrays.stream(places).map(counts::last)).containsExactly(11, 20);
    }

    @Test
    void manyKeysAreCountedApartAndForgotten() {
        int many = 50_000;
        counts.clear(many);
        LongStream.range(0, many).map(KeyCountsTest::key).forEach(key -> counts.add(key, 1, false));
        LongStream.range(0, many).map(KeyCountsTest::key).forEach(key -> counts.add(key, 2, false));

        var places = counts.sorted();
        assertThat(Arrays.stream(places).mapToLong(counts::key).distinct()).hasSize(many);
        assertThat(Arrays.stream(places).map(counts::count).distinct()).containsExactly(2);

        counts.clear(1);
        assertThat(counts.sorted()).isEmpty();
        counts.add(key(1), 3, true);
        assertThat(Arrays.stream(counts.sorted()).map(counts::count)).containsExactly(1);
    }

    /** Up to 48 bits. */
    private static long key(long number) {
        return (number << 32) | ((number * 7 % 65_536) << 16) | (number * 31 % 65_536);
    }
}
