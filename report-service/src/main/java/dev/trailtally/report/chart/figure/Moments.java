package dev.trailtally.report.chart.figure;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Instants as people read them. */
public final class Moments {

    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private Moments() {}

    /** Such as "2024-01-05 10:00"; with seconds only if they are not 0. */
    public static String text(Instant instant, ZoneId zone) {
        var local = instant.atZone(zone);
        return (local.getSecond() == 0 ? MINUTES : SECONDS).format(local);
    }
}
