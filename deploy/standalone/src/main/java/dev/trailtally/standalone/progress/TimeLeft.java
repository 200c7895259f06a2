package dev.trailtally.standalone.progress;

import java.time.Duration;
import java.util.Locale;

/** The text of a remaining time. */
final class TimeLeft {

    private TimeLeft() {}

    /** "2:07", "1:02:07" or "3 d 4 h". */
    static String text(Duration left) {
        if (left.toDays() > 0) {
            return left.toDays() + " d " + left.toHoursPart() + " h";
        }
        return left.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", left.toHours(), left.toMinutesPart(), left.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", left.toMinutes(), left.toSecondsPart());
    }
}
