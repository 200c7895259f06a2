package dev.trailtally.simulator.event;

import java.util.SplittableRandom;

/** Numbers that depend on a seed and a position alone, so that nothing drawn has to be kept. */
public final class Seed {

    private Seed() {}

    public static long mix(long seed, long position) {
        var mixed = seed + 0x9E3779B97F4A7C15L * (position + 1);
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** From 0, to less than 1. */
    public static double share(long seed, long position) {
        return (mix(seed, position) >>> 11) * 0x1.0p-53;
    }

    public static SplittableRandom random(long seed, long position) {
        return new SplittableRandom(mix(seed, position));
    }
}
