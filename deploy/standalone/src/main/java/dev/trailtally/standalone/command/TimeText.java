package dev.trailtally.standalone.command;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/** Times in the user's notation, in a zone. */
final class TimeText {

    static final String EXPLANATION = "' is not a time; write 2026-11-20 or 2026-11-20T09:30:00+09:00";

    private TimeText() {}

    /** Reads a day, meaning its start, a time of the zone, or an instant with its offset. */
    static Instant instant(String text, ZoneId zone) {
        if (text.length() <= 10) {
            return LocalDate.parse(text).atStartOfDay(zone).toInstant();
        }
        return text.matches(".*(Z|[+-][0-9]{2}:[0-9]{2})")
                ? OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.SECONDS)
                : LocalDateTime.parse(text).atZone(zone).toInstant().truncatedTo(ChronoUnit.SECONDS);
    }
}
