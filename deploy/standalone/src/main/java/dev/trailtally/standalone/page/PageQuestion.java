package dev.trailtally.standalone.page;

import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.Interval;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * The question that a page answers.
 *
 * @param accounts the accounts; the default instance means all
 * @param interval the time to count; the default instance means everything collected
 * @param zone the zone of the page's hours, days and times
 * @param asOf when the page is created
 * @param newWithin what was first seen within this time before {@code asOf} is new
 */
public record PageQuestion(
        AccountSelection accounts, Interval interval, ZoneId zone, Instant asOf, Duration newWithin) {

    public PageQuestion {
        if (newWithin.isNegative() || newWithin.isZero()) {
            throw new IllegalArgumentException("new is what was first seen within a time, got " + newWithin);
        }
    }

    Instant newSince() {
        return asOf.minus(newWithin);
    }

    /** Whether any end of the interval is given. */
    public boolean hasInterval() {
        return interval.hasStartTime() || interval.hasEndTime();
    }
}
