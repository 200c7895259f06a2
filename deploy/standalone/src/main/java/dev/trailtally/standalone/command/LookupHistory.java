package dev.trailtally.standalone.command;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The period that LookupEvents covers. */
final class LookupHistory {

    // AWS source: CloudTrail API Reference, LookupEvents: "the last 90 days".
    private static final Duration LENGTH = Duration.ofDays(90);

    private LookupHistory() {}

    /** Fails with a message for the user if LookupEvents does not cover an interval; null means open. */
    static void check(CommandLine line, @Nullable Instant start, @Nullable Instant end, Clock clock) {
        var now = clock.instant();
        if (end != null && !end.isAfter(now.minus(LENGTH))) {
            throw new ParameterException(
                    line,
                    "LookupEvents covers the last 90 days, and this period ends before them, at " + end
                            + ". Choose a later period, or read older events from log files (--logs, --s3).");
        }
        if (start != null && !start.isBefore(now)) {
            throw new ParameterException(line, "This period is in the future: it starts at " + start + ".");
        }
    }
}
