package dev.trailtally.benchmarks.lookup;

import dev.trailtally.simulator.cloudtrail.UnitUse;
import dev.trailtally.simulator.organization.AccountRegion;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What was asked for one account and region, as a line of text between two processes. */
final class UnitLine {

    private static final Pattern BLANK = Pattern.compile(" ");
    private static final String NEVER = "-";

    private UnitLine() {}

    static String of(UnitUse use) {
        return String.join(
                " ",
                use.unit().account(),
                use.unit().region(),
                Long.toString(use.accepted()),
                Long.toString(use.answered()),
                Long.toString(use.throttled()),
                Long.toString(use.events()),
                text(use.firstAccepted()),
                text(use.lastAccepted()));
    }

    static UnitUse parse(String line) {
        var parts = BLANK.split(line, -1);
        return new UnitUse(
                new AccountRegion(parts[0], parts[1]),
                Long.parseLong(parts[2]),
                Long.parseLong(parts[3]),
                Long.parseLong(parts[4]),
                Long.parseLong(parts[5]),
                time(parts[6]),
                time(parts[7]));
    }

    private static String text(@Nullable Instant time) {
        return time == null ? NEVER : time.toString();
    }

    private static @Nullable Instant time(String text) {
        return text.equals(NEVER) ? null : Instant.parse(text);
    }
}
