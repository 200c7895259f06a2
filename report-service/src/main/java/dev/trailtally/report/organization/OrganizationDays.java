package dev.trailtally.report.organization;

import dev.trailtally.report.bucket.WholeDays;
import dev.trailtally.report.interval.AskedInterval;
import dev.trailtally.report.interval.Span;
import dev.trailtally.report.snapshot.Binds;
import org.jspecify.annotations.Nullable;

/** The days that a report reads for all its accounts: an account has no events outside its own interval. */
record OrganizationDays(Span span, WholeDays days) {

    /** Null if no event is known. */
    static @Nullable OrganizationDays of(Organization organization, AskedInterval asked) {
        var first = organization.firstEventTime();
        var last = organization.lastEventTime();
        var span = asked.within(first, last);
        if (span == null) {
            return null;
        }
        var whole = span.toWholeDays();
        return first == null || last == null || whole.isEmpty()
                ? new OrganizationDays(whole, WholeDays.NONE)
                : new OrganizationDays(whole, WholeDays.of(whole, first, last));
    }

    Binds binds() {
        return days.binds();
    }
}
