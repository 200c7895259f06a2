package dev.trailtally.benchmarks.logs;

import java.util.SplittableRandom;

/** Random numbers that depend on the seed and their purpose, never on the order in which threads run. */
final class Seeds {

    private Seeds() {}

    static SplittableRandom random(long seed, long... purpose) {
        return new SplittableRandom(mix(seed, purpose));
    }

    static long mix(long seed, long... purpose) {
        var mixed = seed;
        for (var part : purpose) {
            mixed = scramble(mixed + 0x9E3779B97F4A7C15L + part);
        }
        return mixed;
    }

    /** The finalizer of SplitMix64. */
    private static long scramble(long value) {
        var first = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        var second = (first ^ (first >>> 27)) * 0x94D049BB133111EBL;
        return second ^ (second >>> 31);
    }
}
