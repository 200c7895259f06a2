package dev.trailtally.standalone.accesskey;

import dev.trailtally.report.v1.Interval;
import dev.trailtally.rpc.RpcTimes;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;

/**
 * A period of time.
 *
 * @param start inclusive
 * @param end exclusive
 * @param zone the zone of its times
 */
public record Period(Instant start, Instant end, ZoneId zone) {

    public Period {
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("start must be before end, got " + start + " and " + end);
        }
    }

    /** A calendar month of a zone. */
    public static Period month(YearMonth month, ZoneId zone) {
        return new Period(
                month.atDay(1).atStartOfDay(zone).toInstant(),
                month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant(),
                zone);
    }

    /** A calendar day of a zone: 23 or 25 hours if clocks are changed. */
    public static Period day(LocalDate day, ZoneId zone) {
        return new Period(
                day.atStartOfDay(zone).toInstant(),
                day.plusDays(1).atStartOfDay(zone).toInstant(),
                zone);
    }

    /** In the contract's form. */
    public Interval interval() {
        return Interval.newBuilder()
                .setStartTime(RpcTimes.timestamp(start))
                .setEndTime(RpcTimes.timestamp(end))
                .build();
    }

    /** Whether an interval, whose ends may be open, has some of its time. */
    public boolean overlaps(Interval other) {
        return (!other.hasStartTime() || RpcTimes.instant(other.getStartTime()).isBefore(end))
                && (!other.hasEndTime() || RpcTimes.instant(other.getEndTime()).isAfter(start));
    }
}
