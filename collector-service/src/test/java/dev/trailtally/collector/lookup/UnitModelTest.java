package dev.trailtally.collector.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailtally.collector.source.SourceException;
import dev.trailtally.simulator.event.EventPlan;
import dev.trailtally.simulator.event.GeneratedEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many pages and how long units take, by a model of AWS on a clock of its own. */
class UnitModelTest {

    private static final Instant END = Instant.ofEpochSecond(1_700_000_000L);
    private static final int UNITS = 20;

    /** With bursts of up to 640 events in one second, quiet nights and quiet days. */
    @ParameterizedTest
    @CsvSource({
        "7, 0.25, 1, 1", "7, 0.25, 10, 1", "7, 0.25, 120, 1", "7, 0.25, 480, 1", "90, 0.25, 120, 1",
        "7, 0.6, 30, 1.1", "7, 0.6, 120, 1.1", "7, 1.5, 120, 1.1", "7, 1.5, 480, 1.1", "7, 4, 480, 1.1"
    })
    void fewMorePagesAreAskedForThanTheEventsFillHoweverSlowTheyAre(int days, double latency, int pages, double atMost)
            throws SourceException {
        int needed = 0;
        int requests = 0;
        for (int account = 1; account <= UNITS; account++) {
            var unit = unit(account, days, pages, latency);
            unit.run(now -> {});
            needed += unit.needed();
            requests += unit.requests;
        }

        assertThat((double) requests / needed)
                .as("requests for each page needed")
                .isLessThanOrEqualTo(atMost);
    }

    @ParameterizedTest
    @CsvSource({"0.25, 30, 1.02", "0.25, 120, 1.02", "0.6, 120, 1.05", "1.5, 480, 1.1", "4, 480, 1.15"})
    void aLongUnitTakesLittleMoreThanItsPagesAtTheCeiling(double latency, int pages, double atMost)
            throws SourceException {
        double ideal = 0;
        double taken = 0;
        for (int account = 1; account <= UNITS; account++) {
            var unit = unit(account, 7, pages, latency);
            unit.run(now -> {});
            ideal += unit.needed() / RequestRate.CEILING + latency;
            taken += unit.now;
        }

        assertThat(taken / ideal).as("time taken").isLessThan(atMost);
    }

    /** Most regions are empty. */
    @ParameterizedTest
    @CsvSource({"0.25, 1", "0.7, 1", "1.5, 2", "4, 5"})
    void anEmptyUnitTakesOneRequestForEachSecondOfItsPage(double latency, int requests) throws SourceException {
        var unit = new UnitModel(new long[0], END.getEpochSecond() - 86_400, END.getEpochSecond(), latency);

        unit.run(now -> {});

        assertThat(unit.requests).isLessThanOrEqualTo(requests);
    }

    /** What is still to be read can only be guessed from what was: quiet days weigh more in a week than in 90 days. */
    @ParameterizedTest
    @CsvSource({"90, 0.25, 120, 2", "90, 0.25, 480, 2", "90, 1.5, 480, 2", "7, 0.25, 480, 3", "7, 1.5, 480, 3"})
    void nineTenthsOfTheTimesLeftAreWithinAFactorOfWhatThenRemains(int days, double latency, int pages, double factor)
            throws SourceException {
        int shown = 0;
        int near = 0;
        for (int account = 1; account <= UNITS; account++) {
            var unit = unit(account, days, pages, latency);
            var estimates = new TreeMap<Double, Double>();
            unit.run(now -> {
                var left = unit.timeLeft();
                if (left != null) {
                    estimates.put(now, left.toMillis() / 1_000.0);
                }
            });
            for (var estimate : estimates.headMap(unit.now - 10).entrySet()) {
                double ratio = estimate.getValue() / (unit.now - estimate.getKey());
                shown++;
                near += ratio > 1 / factor && ratio < factor ? 1 : 0;
            }
            assertThat(estimates.firstKey()).as("first shown at").isLessThan(unit.now / 2);
        }

        assertThat((double) near / shown).as("share of good estimates").isGreaterThan(0.9);
    }

    private static UnitModel unit(int account, int days, int pages, double latency) {
        var start = END.minus(Duration.ofDays(days));
        int count = pages * 50 - 25;
        var events = new GeneratedEvents(new EventPlan("%012d".formatted(account), "eu-west-1", 7, count, start, END));
        var seconds = IntStream.range(0, count).mapToLong(events::epochSecond).toArray();
        return new UnitModel(seconds, start.getEpochSecond(), END.getEpochSecond(), latency);
    }
}
