package dev.trailtally.benchmarks.run;

import java.util.Arrays;

/**
 * How long calls of one kind took, from the client's side, one after the other.
 *
 * @param p50 half of the calls took at most this, in milliseconds
 * @param p99 99 of 100 calls took at most this, in milliseconds
 * @param max the longest call, in milliseconds
 */
public record Latency(String call, int calls, double p50, double p99, double max) {

    /** Percentiles by nearest rank: each is an actual call. */
    public static Latency of(String call, long[] nanoseconds) {
        if (nanoseconds.length == 0) {
            throw new IllegalArgumentException("no calls of " + call);
        }
        var sorted = nanoseconds.clone();
        Arrays.sort(sorted);
        return new Latency(
                call, sorted.length, milliseconds(sorted, 0.5), milliseconds(sorted, 0.99), milliseconds(sorted, 1));
    }

    private static double milliseconds(long[] sorted, double quantile) {
        return sorted[Math.max(0, (int) Math.ceil(quantile * sorted.length) - 1)] / 1e6;
    }
}
