package dev.trailtally.standalone.command;

import dev.trailtally.standalone.accesskey.Period;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options for a period, in a zone; it may be open. */
final class PeriodOptions {

    private static final String WAYS = "--year/--month, --day, --yesterday, --today, --past-hours or --from/--to.";
    private static final int MAX_HOURS = 24 * 366 * 100;
    // CloudTrail started in 2013.
    private static final Instant BEGINNING = Instant.parse("2013-01-01T00:00:00Z");

    @Option(names = "--year", paramLabel = "<year>", description = "A calendar year, such as 2026.")
    @Nullable
    String year;

    @Option(
            names = "--month",
            paramLabel = "<month>",
            description = "A calendar month, such as 2026-11; with --year, its number.")
    @Nullable
    String month;

    @Option(names = "--day", paramLabel = "<day>", description = "A calendar day, such as 2026-11-20.")
    @Nullable
    String day;

    @Option(names = "--yesterday", description = "The previous calendar day.")
    boolean yesterday;

    @Option(names = "--today", description = "The current calendar day, as far as it is collected.")
    boolean today;

    @Option(names = "--past-hours", paramLabel = "<n>", description = "The last n hours.")
    @Nullable
    Integer pastHours;

    @Option(
            names = {"--from", "--start"},
            paramLabel = "<time>",
            description =
                    "The start: a day, a time in the zone such as 2026-11-20T09:30:00, or an instant with its offset.")
    @Nullable
    String from;

    @Option(
            names = {"--to", "--end"},
            paramLabel = "<time>",
            description = "The end, exclusive; same formats. Default: now.")
    @Nullable
    String to;

    @Option(
            names = "--time-zone",
            paramLabel = "<zone>",
            description = "The zone of years, months and days, and of the printed times, such as Asia/Tokyo or +09:00."
                    + " Default: UTC; for key, the zone of this machine.")
    @Nullable
    String timeZone;

    /** The period of a command that needs one. */
    Period required(CommandLine line, Clock clock, ZoneId defaultZone) {
        var period = period(line, clock, defaultZone);
        if (period == null) {
            throw new ParameterException(line, "Specify the time: " + WAYS);
        }
        return period;
    }

    /** The period; null if none is given. */
    @Nullable
    Period period(CommandLine line, Clock clock, ZoneId defaultZone) {
        var zone = zone(line, defaultZone);
        var ways = (year == null && month == null ? 0 : 1)
                + (day == null ? 0 : 1)
                + (yesterday ? 1 : 0)
                + (today ? 1 : 0)
                + (pastHours == null ? 0 : 1)
                + (from == null && to == null ? 0 : 1);
        if (ways > 1) {
            throw new ParameterException(line, "Specify the time in only one way: " + WAYS);
        }
        try {
            return ways == 0 ? null : period(zone, clock.instant().truncatedTo(ChronoUnit.SECONDS));
        } catch (DateTimeParseException e) {
            throw new ParameterException(line, "'" + e.getParsedString() + TimeText.EXPLANATION, e);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new ParameterException(
                    line, "--from (--start) must be before --to (--end), --past-hours 1 or more, --month 1 to 12.", e);
        }
    }

    ZoneId zone(CommandLine line, ZoneId defaultZone) {
        try {
            return timeZone == null ? defaultZone : ZoneId.of(timeZone);
        } catch (DateTimeException e) {
            throw new ParameterException(line, "--time-zone takes a zone such as Asia/Tokyo, got " + timeZone, e);
        }
    }

    private Period period(ZoneId zone, Instant now) {
        if (day != null) {
            return Period.day(LocalDate.parse(day), zone);
        }
        if (yesterday || today) {
            return Period.day(now.atZone(zone).toLocalDate().minusDays(yesterday ? 1 : 0), zone);
        }
        if (pastHours != null) {
            return new Period(now.minus(Duration.ofHours(Math.min(pastHours, MAX_HOURS))), now, zone);
        }
        if (from != null || to != null) {
            return new Period(
                    from == null ? BEGINNING : TimeText.instant(from, zone),
                    to == null ? now : TimeText.instant(to, zone),
                    zone);
        }
        return calendar(zone);
    }

    private Period calendar(ZoneId zone) {
        if (month != null && year == null) {
            return Period.month(YearMonth.parse(month), zone);
        }
        var wanted = Year.parse(String.valueOf(year));
        if (month != null) {
            return Period.month(wanted.atMonth(Integer.parseInt(month)), zone);
        }
        return new Period(
                Period.month(wanted.atMonth(1), zone).start(),
                Period.month(wanted.atMonth(12), zone).end(),
                zone);
    }
}
