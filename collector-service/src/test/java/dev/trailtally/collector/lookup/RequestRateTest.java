package dev.trailtally.collector.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestRateTest {

    private static final long SECOND = 1_000_000_000L;
    private static final double BURST = 2;
    private static final double JITTER = 0.02;
    private static final double LATENCY = 0.25;

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
    void oneRefusalIsTakenForJitterAndSeveralForAnotherClient() {
        rate.throttled(now, now);

        assertThat(rate.take(now)).isFalse();
        assertThat(rate.perSecond(now)).isBetween(1.7, 1.9);
        now += SECOND;
        rate.throttled(now, now);
        assertThat(rate.perSecond(now)).isLessThan(1.3);
    }

    @Test
    void requestsSentBeforeItSteppedBackDoNotSlowItDownAgain() {
        rate.throttled(now, now + SECOND);
        double before = rate.perSecond(now + SECOND);

        rate.throttled(now + SECOND / 2, now + SECOND);

        assertThat(rate.perSecond(now + SECOND)).isEqualTo(before);
    }

    @Test
    void withoutRefusalsItReturnsToTheCeilingByTimeAlone() {
        for (int i = 0; i < 10; i++) {
            rate.throttled(now, now);
            now += SECOND;
        }

        assertThat(rate.perSecond(now + 7 * SECOND)).isGreaterThan(0.95 * RequestRate.CEILING);
        assertThat(rate.perSecond(now + 600 * SECOND)).isEqualTo(RequestRate.CEILING);
    }

    @ParameterizedTest
    @CsvSource({
        "0.02, 0.25, 1",
        "0.1, 0.25, 1",
        "0.2, 0.25, 1",
        "0.02, 1.5, 1",
        "0.02, 4, 1",
        "0.02, 0.25, 2",
        "0.1, 4, 2"
    })
    void aloneItUsesTheCeilingWithoutARefusalWhateverTheLatencyAndHoweverManyReaders(
            double jitter, double latency, int readers) {
        var model = new PaceModel(1, BURST, jitter, latency).readers(readers);

        int accepted = model.runUntil(300);

        assertThat(accepted / (RequestRate.CEILING * 300))
                .as("share of the ceiling")
                .isGreaterThan(0.99);
        assertThat(model.refused).as("refused").isZero();
    }

    @Test
    void aHundredAndFiftyPlacesWithJitterUseTheirCeilingsAndFewerThanOnePercentAreRefused() {
        var models = IntStream.range(0, 150)
                .mapToObj(seed -> new PaceModel(seed, BURST, 0.3, LATENCY).readers(1))
                .toList();

        int accepted = models.stream().mapToInt(model -> model.runUntil(120)).sum();
        int refused = models.stream().mapToInt(model -> model.refused).sum();

        assertThat(accepted / (RequestRate.CEILING * 120 * 150))
                .as("share of the ceiling")
                .isGreaterThan(0.95);
        assertThat((double) refused / (accepted + refused)).as("refused").isLessThan(0.01);
    }

    @ParameterizedTest
    @CsvSource({"1, 5", "2, 5", "4, 5", "10, 5", "4, 60", "10, 60"})
    void tenSecondsAfterAnotherClientHasGoneItIsBackAtTheCeiling(double perSecond, double seconds) {
        for (int seed = 1; seed <= 5; seed++) {
            var model = new PaceModel(seed, BURST, JITTER, LATENCY)
                    .readers(1)
                    .other(new PaceModel.Other(perSecond, 20, 20 + seconds));
            model.runUntil(20 + seconds + 10);
            int before = model.refused;

            int accepted = model.runUntil(20 + seconds + 40);

            assertThat(accepted / (RequestRate.CEILING * 30))
                    .as("share of the ceiling")
                    .isGreaterThan(0.95);
            assertThat(model.refused - before).as("refused after it had gone").isZero();
            assertThat(before).as("refused while it asked").isLessThan((int) (6 + seconds / 2));
        }
    }

    /**
     * One that takes half leaves half; one that takes all and more leaves nothing, and the reader checks that now and
     * then.
     */
    @ParameterizedTest
    @CsvSource({"0.5, 0.9, 0.1", "1, 0.9, 0.2", "1.5, 0.9, 0.3"})
    void besideAnotherClientItTakesWhatIsLeftAndTheRefusedShareIsBounded(double other, double used, double refused) {
        var model = new PaceModel(1, BURST, JITTER, LATENCY).readers(1).other(new PaceModel.Other(other, 0, 600));

        int accepted = model.runUntil(600);

        assertThat(accepted / ((RequestRate.CEILING - other) * 600))
                .as("share of what is left")
                .isGreaterThan(used);
        assertThat(model.refusedShare()).as("refused").isLessThan(refused);
    }

    @Test
    void besideAClientThatTakesEverythingItIsRefusedOnceInTwoSecondsAtMost() {
        var model = new PaceModel(1, BURST, JITTER, LATENCY).readers(1).other(new PaceModel.Other(10, 0, 600));

        model.runUntil(600);

        assertThat(model.refused).isLessThan(300);
    }

    /** A bucket that holds one request, which AWS does not rule out, and requests that travel with jitter. */
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
            } else {
                refused++;
                rate.throttled(now, now);
            }
        }

        assertThat((double) refused / (accepted + refused)).isLessThan(0.02);
        assertThat(accepted / 1_200.0).isGreaterThan(0.93);
    }
}
