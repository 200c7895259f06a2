package dev.trailtally.collector.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestRateTest {

    private static final long SECOND = 1_000_000_000L;

    private long now = -5 * SECOND; // a monotonic clock may well be negative
    private final RequestRate rate = new RequestRate(now);

    @Test
    void twoRequestsASecondAreSentEvenly() {
        int sent = 0;
        for (int tick = 0; tick < 10_000; tick++) {
            sent += rate.take(now) ? 1 : 0;
            now += SECOND / 1_000;
        }

        assertThat(sent).isEqualTo(20);
    }

    @Test
    void threadsThatWakeUpLateLoseNothing() {
        var random = new Random(1);
        long begun = now;
        int sent = 0;
        while (now - begun < 100 * SECOND) {
            now += rate.nanosUntilFree(now) + random.nextLong(SECOND / 10);
            sent += rate.take(now) ? 1 : 0;
        }

        assertThat(sent).isBetween(198, 201);
    }

    @Test
    void nothingIsSavedUpForABurst() {
        now += Duration.ofHours(1).toNanos();

        assertThat(rate.take(now)).isTrue();
        assertThat(rate.take(now)).isFalse();
        assertThat(rate.nanosUntilFree(now)).isBetween(SECOND / 4 - 1, SECOND / 4 + 1);
    }

    @Test
    void refusalsSlowItDownAndSuccessesSpeedItUpAgain() {
        rate.throttled(now);
        rate.throttled(now);

        assertThat(rate.perSecond()).isLessThan(1.3);
        assertThat(rate.take(now)).isFalse();
        for (int i = 0; i < 100; i++) {
            rate.accepted();
        }
        assertThat(rate.perSecond()).isEqualTo(RequestRate.CEILING);
    }
}
