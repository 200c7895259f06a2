package dev.trailtally.standalone.page;

import java.time.ZoneId;
import java.time.ZoneOffset;

/** The zones of a page: of its times, and of the hours and days that the services count. */
final class Zones {

    static final ZoneId UTC = ZoneId.of("UTC");

    private static final int HOUR_SECONDS = 3_600;

    private Zones() {}

    /** The name of a zone on the page: UTC, an offset such as +09:00, or the name of a place. */
    static String name(ZoneId zone) {
        if (zone.normalized() instanceof ZoneOffset offset) {
            return offset.equals(ZoneOffset.UTC) ? UTC.getId() : offset.getId();
        }
        return zone.getId();
    }

    /** The same zone by a name that the services know; UTC if it has none, such as offsets with half hours. */
    static ZoneId counted(ZoneId zone) {
        if (!(zone.normalized() instanceof ZoneOffset offset)) {
            return zone;
        }
        var seconds = offset.getTotalSeconds();
        // These names use the sign of POSIX: Etc/GMT-9 is nine hours ahead of UTC.
        var name = "Etc/GMT" + (seconds > 0 ? "-" : "+") + Math.abs(seconds / HOUR_SECONDS);
        var wholeHours = seconds != 0 && seconds % HOUR_SECONDS == 0;
        return wholeHours && ZoneId.getAvailableZoneIds().contains(name) ? ZoneId.of(name) : UTC;
    }
}
