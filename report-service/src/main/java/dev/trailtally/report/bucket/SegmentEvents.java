package dev.trailtally.report.bucket;

import dev.trailtally.report.account.CountedCategories;
import dev.trailtally.report.interval.Span;
import dev.trailtally.report.snapshot.KnownRows;
import dev.trailtally.report.snapshot.Numbers;
import dev.trailtally.report.snapshot.Row;
import java.sql.SQLException;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The events of a segment, as columns in the order of time.
 *
 * @param start of their day, in seconds since 1970
 * @param seconds of the day
 */
record SegmentEvents(
        long start,
        Numbers region,
        Numbers action,
        Numbers errorCode,
        Numbers principal,
        Numbers sourceIp,
        Numbers userAgent,
        Numbers failed,
        Numbers seconds,
        Numbers categories)
        implements KnownRows.Kept {

    static SegmentEvents of(Row row) throws SQLException {
        return new SegmentEvents(
                row.number("start"),
                row.sent("region"),
                row.sent("action"),
                row.sent("error_code"),
                row.sent("principal"),
                row.sent("source_ip"),
                row.sent("user_agent"),
                row.sent("failed"),
                row.sent("seconds"),
                row.sent("category"));
    }

    /** Gives those that lie within a span. */
    void giveTo(Counted counted, Family family, Span span, CountedCategories asked) {
        switch (family) {
            case USAGE -> giveTo(counted, span, asked, region, action, errorCode);
            case PRINCIPAL -> giveTo(counted, span, asked, principal, null, null);
            case PRINCIPAL_CALL -> giveTo(counted, span, asked, principal, action, errorCode);
            case PRINCIPAL_ORIGIN -> giveTo(counted, span, asked, principal, sourceIp, userAgent);
            case SERVICE, ERROR -> throw new IllegalArgumentException(family + " is counted by whole days only");
        }
    }

    private void giveTo(
            Counted counted,
            Span span,
            CountedCategories asked,
            Numbers one,
            @Nullable Numbers two,
            @Nullable Numbers three) {
        int end = firstFrom(span.end());
        for (int i = firstFrom(span.start()); i < end; i++) {
            if (asked.contains(categories.at(i))) {
                long second = start + seconds.at(i);
                counted.add(
                        one.at(i),
                        two == null ? 0 : two.at(i),
                        three == null ? 0 : three.at(i),
                        1,
                        failed.at(i),
                        second,
                        second);
            }
        }
    }

    /** The place of the first event that is not before an instant. */
    private int firstFrom(Instant instant) {
        long second = Math.ceilDiv(instant.toEpochMilli(), 1_000L) - start;
        int low = 0;
        int high = seconds.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (seconds.at(middle) < second) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public int bytes() {
        return Stream.of(region, action, errorCode, principal, sourceIp, userAgent, failed, seconds, categories)
                .mapToInt(Numbers::bytes)
                .sum();
    }
}
