package dev.trailtally.standalone.page;

import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.EventCategory;
import dev.trailtally.report.v1.Interval;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/**
 * The question that a page answers.
 *
 * @param accounts the accounts; the default instance means all
 * @param interval the time to count; the default instance means everything collected
 * @param zone the zone of the page's hours, days and times
 * @param asOf when the page is created
 * @param newWithin what was first seen within this time before {@code asOf} is new
 * @param categories which events are counted; none for calls
 */
public record PageQuestion(
        AccountSelection accounts,
        Interval interval,
        ZoneId zone,
        Instant asOf,
        Duration newWithin,
        List<EventCategory> categories) {

    public PageQuestion {
        categories = List.copyOf(categories);
        if (newWithin.isNegative() || newWithin.isZero()) {
            throw new IllegalArgumentException("new is what was first seen within a time, got " + newWithin);
        }
    }

    Instant newSince() {
        return asOf.minus(newWithin);
    }

    /** The same question about another interval. */
    public PageQuestion during(Interval other) {
        return new PageQuestion(accounts, other, zone, asOf, newWithin, categories);
    }

    /** Whether any end of the interval is given. */
    public boolean hasInterval() {
        return interval.hasStartTime() || interval.hasEndTime();
    }
}
