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
    void oneRefusalIsTakenForJitterAndSeveralForAnotherCaller() {
        rate.throttled(now);

        assertThat(rate.take(now)).isFalse();
        assertThat(rate.perSecond()).isBetween(1.9, 1.95);
        rate.throttled(now);
        rate.throttled(now);
        assertThat(rate.perSecond()).isLessThan(1.3);
    }

    @Test
    void withoutRefusalsItComesBackToTheCeiling() {
        for (int i = 0; i < 10; i++) {
            rate.throttled(now);
        }
        for (int i = 0; i < 200; i++) {
            rate.accepted();
        }

        assertThat(rate.perSecond()).isEqualTo(RequestRate.CEILING);
    }

    /** A bucket that holds one request, which AWS does not rule out, and answers that come with jitter. */
    @Test
    void aServerWithoutSlackRefusesLessThanTwoPercent() {
        var random = new Random(2);
        long refilledAt = now;
        int accepted = 0;
        int refused = 0;
        for (long begun = now; now - begun < 600 * SECOND; ) {
            now += rate.nanosUntilFree(now);
            rate.take(now);
            long arrival = now + random.nextLong(SECOND / 50);
            if (arrival - refilledAt >= SECOND / 2) {
                refilledAt = arrival;
                accepted++;
                rate.accepted();
            } else {
                refused++;
                rate.throttled(now);
            }
        }

        assertThat((double) refused / (accepted + refused)).isLessThan(0.02);
        assertThat(accepted / 1_200.0).isGreaterThan(0.95);
    }
}
