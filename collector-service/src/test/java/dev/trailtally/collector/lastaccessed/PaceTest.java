package dev.trailtally.collector.lastaccessed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

    private static final long SECOND = 1_000_000_000L;
    private static final int MAX_IN_FLIGHT = 128;

    private record Sent(long at, long answeredAt, boolean arrived) {}

    /** A bucket that holds a second's worth, as AWS's do, behind a network. */
    @ParameterizedTest
    @CsvSource({
        "2, 0.05", "5, 0.05", "10, 0.05", "20, 0.05", "50, 0.05", "100, 0.05",
        "2, 0.3", "5, 0.3", "10, 0.3", "20, 0.3", "50, 0.3", "100, 0.3"
    })
    void nineTenthsOfAnUnknownLimitAreUsedAndFewRequestsRefused(double limit, double latency) {
        var model = new Model(limit, 2 * limit, latency);

        model.run((int) Math.max(500, 30 * limit));

        assertThat(model.accepted / model.seconds() / limit)
                .as("share of the limit")
                .isGreaterThan(0.9);
        assertThat(model.refused / (double) (model.accepted + model.refused))
                .as("refused")
                .isLessThan(0.12);
    }

    @Test
    void requestsSentBeforeItSlowedDownSlowItDownOnce() {
        var pace = new Pace(0);
        pace.throttled(0, SECOND);
        double after = pace.perSecond();

        pace.throttled(SECOND / 2, 2 * SECOND);

        assertThat(pace.perSecond()).isEqualTo(after);
    }

    @Test
    void nothingIsSavedUpForABurst() {
        var pace = new Pace(0);
        int sent = 0;
        while (pace.take(3_600 * SECOND)) {
            sent++;
        }

        assertThat(sent).isLessThanOrEqualTo(2);
    }

    private static final class Model {

        private final Random random = new Random(1);
        private final double limit;
        private final double burst;
        private final double latency;
        private final PriorityQueue<Sent> inFlight = new PriorityQueue<>(Comparator.comparingLong(Sent::answeredAt));
        private double tokens;
        private long filledAt;
        private long now;
        private int accepted;
        private int refused;

        Model(double limit, double burst, double latency) {
            this.limit = limit;
            this.burst = burst;
            this.latency = latency;
            this.tokens = burst;
        }

        double seconds() {
            return now / (double) SECOND;
        }

        void run(int requests) {
            var pace = new Pace(0);
            while (accepted < requests) {
                long next = inFlight.size() < MAX_IN_FLIGHT ? now + pace.nanosUntilFree(now) : Long.MAX_VALUE;
                if (!inFlight.isEmpty() && inFlight.peek().answeredAt() <= next) {
                    answer(inFlight.remove(), pace);
                } else {
                    now = next;
                    pace.take(now);
                    inFlight.add(new Sent(now, now + (long) (SECOND * latency * (0.5 + random.nextDouble())), let()));
                }
            }
        }

        private boolean let() {
            tokens = Math.min(burst, tokens + (now - filledAt) * limit / SECOND);
            filledAt = now;
            boolean let = tokens >= 1;
            tokens -= let ? 1 : 0;
            return let;
        }

        private void answer(Sent sent, Pace pace) {
            now = sent.answeredAt();
            if (sent.arrived()) {
                accepted++;
                pace.accepted();
            } else {
                refused++;
                pace.throttled(sent.at(), now);
            }
        }
    }
}
