package dev.trailtally.benchmarks.run;

import java.util.Locale;

/** Reports progress on stderr; stdout is for results. */
public final class Progress {

    private static final long BEGUN = System.nanoTime();

    private Progress() {}

    public static void say(String line) {
        System.err.println(String.format(Locale.ROOT, "%6.1f s  ", (System.nanoTime() - BEGUN) / 1e9) + line);
    }
}
