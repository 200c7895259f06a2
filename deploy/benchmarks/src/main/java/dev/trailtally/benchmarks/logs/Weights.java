package dev.trailtally.benchmarks.logs;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;

/** Draws an index, each with its own probability. */
final class Weights {

    private final double[] cumulative;

    private Weights(double[] cumulative) {
        this.cumulative = cumulative;
    }

    /** Probabilities in proportion to the given weights. */
    static Weights of(int count, IntToDoubleFunction weight) {
        var cumulative = new double[count];
        var sum = 0.0;
        for (var i = 0; i < count; i++) {
            sum += weight.applyAsDouble(i);
            cumulative[i] = sum;
        }
        for (var i = 0; i < count; i++) {
            cumulative[i] /= sum;
        }
        return new Weights(cumulative);
    }

    /** Index 0 is the most frequent; the frequency of index i falls as 1/(i+1)^exponent. */
    static Weights zipf(int count, double exponent) {
        return of(count, i -> Math.pow(i + 1.0, -exponent));
    }

    double probability(int index) {
        return index == 0 ? cumulative[0] : cumulative[index] - cumulative[index - 1];
    }

    int draw(SplittableRandom random) {
        return indexAt(random.nextDouble());
    }

    /** The index whose share of [0, 1) contains the quantile. */
    int indexAt(double quantile) {
        var found = Arrays.binarySearch(cumulative, quantile);
        return Math.min(found >= 0 ? found + 1 : -found - 1, cumulative.length - 1);
    }

    /** How far the quantile is into its index's share, in [0, 1). */
    double fractionAt(double quantile) {
        var index = indexAt(quantile);
        var before = index == 0 ? 0 : cumulative[index - 1];
        return Math.clamp((quantile - before) / (cumulative[index] - before), 0, Math.nextDown(1.0));
    }
}
