package dev.trailtally.benchmarks.run;

import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Tells people on stderr what is going on; stdout is for results. */
public final class Progress {

    private Progress() {}

    public static void say(String format, Object... values) {
        var line = String.format(Locale.ROOT, format, values);
        System.err.println(LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + " " + line);
    }
}
