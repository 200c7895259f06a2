package dev.trailtally.standalone.command;

import dev.trailtally.standalone.accesskey.Period;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** A time, in a zone, as options. */
final class PeriodOptions {

    private static final int MAX_HOURS = 24 * 366 * 100;

    @Option(names = "--yesterday", description = "The calendar day before this one.")
    boolean yesterday;

    @Option(names = "--today", description = "This calendar day, as far as it is collected.")
    boolean today;

    @Option(names = "--day", paramLabel = "<day>", description = "A calendar day, such as 2026-11-20.")
    @Nullable
    String day;

    @Option(names = "--past-hours", paramLabel = "<n>", description = "The last n hours.")
    @Nullable
    Integer pastHours;

    @Option(
            names = "--start",
            paramLabel = "<time>",
            description = "From a day (its start), 2026-11-20T09:30:00 in the zone, or an instant with its offset.")
    @Nullable
    String start;

    @Option(names = "--end", paramLabel = "<time>", description = "Until then, exclusive; same forms. Default: now.")
    @Nullable
    String end;

    @Option(
            names = "--time-zone",
            paramLabel = "<zone>",
            description =
                    "The zone of days and of the times printed, such as Asia/Tokyo, UTC or +09:00. Default: that of"
                            + " this machine.")
    @Nullable
    String timeZone;

    Period period(CommandLine line, Clock clock) {
        var ways = (yesterday ? 1 : 0)
                + (today ? 1 : 0)
                + (day == null ? 0 : 1)
                + (pastHours == null ? 0 : 1)
                + (start == null && end == null ? 0 : 1);
        if (ways != 1) {
            throw new ParameterException(
                    line,
                    "Say for which time, in one way: --yesterday, --today, --day, --past-hours or --start/--end.");
        }
        try {
            return period(zone(), clock.instant().truncatedTo(ChronoUnit.SECONDS));
        } catch (DateTimeParseException e) {
            throw new ParameterException(line, "'" + e.getParsedString() + TimeText.EXPLANATION, e);
        } catch (DateTimeException e) {
            throw new ParameterException(line, "--time-zone: there is no zone " + timeZone + ", such as Asia/Tokyo", e);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(line, "--start must be before --end, and --past-hours 1 or more.", e);
        }
    }

    private Period period(ZoneId zone, Instant now) {
        if (yesterday || today) {
            return Period.day(now.atZone(zone).toLocalDate().minusDays(yesterday ? 1 : 0), zone);
        }
        if (day != null) {
            return Period.day(LocalDate.parse(day), zone);
        }
        if (pastHours != null) {
            return new Period(now.minus(Duration.ofHours(Math.min(pastHours, MAX_HOURS))), now, zone);
        }
        // CloudTrail began in 2013.
        return new Period(
                start == null ? Instant.parse("2013-01-01T00:00:00Z") : TimeText.instant(start, zone),
                end == null ? now : TimeText.instant(end, zone),
                zone);
    }

    private ZoneId zone() {
        return timeZone == null ? ZoneId.systemDefault() : ZoneId.of(timeZone);
    }
}
