package dev.trailtally.collector.event;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Reads eventTime: {@code 2023-07-10T12:15:00Z} at once, other forms of ISO 8601 and epoch numbers the long way. A time without
 * a zone is UTC, as in CloudTrail Lake.
 */
final class EventTime {

    /** No instant. */
    static final long NONE = Long.MIN_VALUE;

    /** 2000-01-01T00:00:00Z: AWS is younger, whatever a clock said. */
    static final long FIRST_SECOND = 946_684_800L;

    private static final int USUAL_LENGTH = 20;
    private static final int MAX_LENGTH = 40;
    private static final double FIRST_MILLISECONDS = 1e11;
    private static final double MAX_NUMBER = 1e15;
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE]\\+?[0-9]+)?");
    private static final Pattern ZONE = Pattern.compile(" ?(UTC|GMT)$");
    private static final DateTimeFormatter LENIENT = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private EventTime() {}

    /** Seconds since 1970-01-01T00:00:00Z, or {@link #NONE}. CloudTrail gives whole seconds; fractions are cut off. */
    static long epochSecond(byte[] text, int from, int to) {
        if (to - from == USUAL_LENGTH && text[to - 1] == 'Z') {
            long second = usual(text, from);
            if (second != NONE) {
                return second;
            }
        }
        return to - from > MAX_LENGTH ? NONE : lenient(new String(text, from, to - from, StandardCharsets.UTF_8));
    }

    private static long usual(byte[] text, int at) {
        if (text[at + 4] != '-'
                || text[at + 7] != '-'
                || text[at + 10] != 'T'
                || text[at + 13] != ':'
                || text[at + 16] != ':') {
            return NONE;
        }
        int year = two(text, at) * 100 + two(text, at + 2);
        int month = two(text, at + 5);
        int day = two(text, at + 8);
        int hour = two(text, at + 11);
        int minute = two(text, at + 14);
        int second = two(text, at + 17);
        // Days beyond 28 and leap seconds are rare enough to leave them to the calendar of the JDK.
        boolean plain = year > 0
                && month >= 1
                && month <= 12
                && day >= 1
                && hour >= 0
                && hour <= 23
                && minute >= 0
                && minute <= 59
                && second >= 0
                && second <= 59;
        if (!plain || (day > 28 && day > YearMonth.of(year, month).lengthOfMonth())) {
            return NONE;
        }
        return daysFromEpoch(year, month, day) * 86_400L + hour * 3_600L + minute * 60L + second;
    }

    /** Days since 1970-01-01 in the proleptic Gregorian calendar; years count from March, so that leap days come last. */
    private static long daysFromEpoch(int year, int month, int day) {
        int marchYear = month > 2 ? year : year - 1;
        int era = Math.floorDiv(marchYear, 400);
        int yearOfEra = marchYear - era * 400;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468L;
    }

    /** Seconds, or milliseconds if seconds would lie in the year 5138 or later. */
    private static long ofNumber(double number) {
        double second = Math.abs(number) < FIRST_MILLISECONDS ? number : number / 1_000;
        return Math.abs(second) < MAX_NUMBER ? (long) Math.floor(second) : NONE;
    }

    /** A two-digit number; far below zero if one of the two is not a digit. */
    private static int two(byte[] text, int at) {
        int tens = text[at] - '0';
        int ones = text[at + 1] - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -10_000 : tens * 10 + ones;
    }

    private static long lenient(String text) {
        if (NUMBER.matcher(text).matches()) {
            return ofNumber(Double.parseDouble(text));
        }
        var iso = ZONE.matcher(text.strip())
                .replaceFirst("Z")
                .replaceFirst("^(\\S{10}) ", "$1T")
                .replace(" ", "");
        try {
            return switch (LENIENT.parseBest(iso, OffsetDateTime::from, LocalDateTime::from)) {
                case OffsetDateTime time -> time.toEpochSecond();
                case LocalDateTime time -> time.toEpochSecond(ZoneOffset.UTC);
                default -> NONE;
            };
        } catch (DateTimeException e) {
            return NONE;
        }
    }
}
