package dev.trailtally.report.interval;

import dev.trailtally.report.v1.Interval;
import dev.trailtally.rpc.RpcTimes;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** A half-open interval of event time, [start, end); empty if both are equal. */
public record Span(Instant start, Instant end) {

    public static final Span EMPTY = new Span(Instant.EPOCH, Instant.EPOCH);

    private static final Instant LAST_MIDNIGHT = Instant.parse("9999-12-31T00:00:00Z");

    public Span {
        if (end.isBefore(start)) {
            throw new IllegalArgumentException("end " + end + " is before start " + start);
        }
    }

    public boolean isEmpty() {
        return start.equals(end);
    }

    /** In the contract's form. */
    public Interval message() {
        return Interval.newBuilder()
                .setStartTime(RpcTimes.timestamp(start))
                .setEndTime(RpcTimes.timestamp(end))
                .build();
    }

    /** The UTC day in which it starts. */
    public LocalDate firstDay() {
        return dayOf(start);
    }

    /** The UTC day in which its last instant lies. */
    public LocalDate lastDay() {
        return dayOf(isEmpty() ? end : end.minusNanos(1));
    }

    public static LocalDate dayOf(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    public static Instant startOf(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** The first midnight UTC that is not before an instant; none in the year 10000, which no timestamp can express. */
    static Instant endOfDay(Instant instant) {
        var midnight = startOf(dayOf(instant));
        boolean stays = midnight.equals(instant) || !instant.isBefore(LAST_MIDNIGHT);
        return stays ? instant : midnight.plus(1, ChronoUnit.DAYS);
    }

    /** The whole UTC day. */
    public static Span of(LocalDate day) {
        return new Span(startOf(day), startOf(day.plusDays(1)));
    }

    /** Its ends moved outwards to midnight UTC; nothing if it is empty. */
    public Span toWholeDays() {
        return isEmpty() ? this : new Span(startOf(firstDay()), endOfDay(end));
    }

    /** What both share; empty if they share nothing. */
    public Span intersect(Span other) {
        var from = start.isAfter(other.start) ? start : other.start;
        var to = end.isBefore(other.end) ? end : other.end;
        return to.isBefore(from) ? new Span(from, from) : new Span(from, to);
    }

    /** The part before an instant; empty if there is none. */
    public Span before(Instant instant) {
        var to = end.isBefore(instant) ? end : instant;
        return to.isBefore(start) ? new Span(start, start) : new Span(start, to);
    }

    /** The part from an instant on; empty if there is none. */
    public Span from(Instant instant) {
        var from = start.isAfter(instant) ? start : instant;
        return from.isAfter(end) ? new Span(end, end) : new Span(from, end);
    }
}
