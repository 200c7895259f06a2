package dev.trailtally.report.interval;

import com.google.protobuf.Timestamp;
import dev.trailtally.report.v1.Interval;
import dev.trailtally.rpc.RpcErrors;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The interval of a request; an absent end is taken from the known data. */
public record AskedInterval(
        @Nullable Instant start, @Nullable Instant end) {

    public static final AskedInterval ABSENT = new AskedInterval(null, null);

    private static final long MIN_SECOND = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
    private static final long MAX_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    /** Checks the field "interval" of a request. */
    public static AskedInterval of(Interval interval) {
        var start = interval.hasStartTime() ? second("interval.start_time", interval.getStartTime()) : null;
        var end = interval.hasEndTime() ? second("interval.end_time", interval.getEndTime()) : null;
        if (start != null && end != null && !end.isAfter(start)) {
            throw RpcErrors.invalidArgument(
                    "interval.end_time", "%s is not after interval.start_time %s".formatted(end, start));
        }
        return new AskedInterval(start, end);
    }

    /** Checks a required field of a time. */
    public static Instant second(String field, Timestamp timestamp) {
        long seconds = timestamp.getSeconds();
        int nanos = timestamp.getNanos();
        if (seconds < MIN_SECOND || seconds > MAX_SECOND) {
            throw RpcErrors.invalidArgument(
                    field, "%d seconds from 1970; years 0001 to 9999 are allowed".formatted(seconds));
        }
        var instant = Instant.ofEpochSecond(seconds);
        if (nanos != 0) {
            throw RpcErrors.invalidArgument(
                    field, "%s and %d nanoseconds; whole seconds are allowed".formatted(instant, nanos));
        }
        return instant;
    }

    /** This interval, if its ends are midnights in UTC. */
    public AskedInterval checkWholeDays() {
        checkMidnight("interval.start_time", start);
        checkMidnight("interval.end_time", end);
        return this;
    }

    private static void checkMidnight(String field, @Nullable Instant instant) {
        if (instant != null && !instant.equals(Span.startOf(Span.dayOf(instant)))) {
            throw RpcErrors.invalidArgument(
                    field,
                    "%s; midnights in UTC are allowed, such as %s"
                            .formatted(instant, Span.startOf(Span.dayOf(instant))));
        }
    }

    /** Its ends moved outwards to midnight UTC. */
    public AskedInterval toWholeDays() {
        return new AskedInterval(
                start == null ? null : Span.startOf(Span.dayOf(start)), end == null ? null : Span.endOfDay(end));
    }

    /**
     * With defaults from the first and last known event; null if a needed end is unknown. If
     * all known data lies beyond the requested end, the result is empty.
     */
    public @Nullable Span within(@Nullable Instant firstEvent, @Nullable Instant lastEvent) {
        var from = start != null || firstEvent == null ? start : firstEvent.truncatedTo(ChronoUnit.SECONDS);
        var to = end != null || lastEvent == null
                ? end
                : lastEvent.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        if (from == null || to == null) {
            return null;
        }
        if (from.isBefore(to)) {
            return new Span(from, to);
        }
        return start != null ? new Span(start, start) : new Span(to, to);
    }
}
