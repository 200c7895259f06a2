package dev.trailtally.report.permission;

import dev.trailtally.report.snapshot.Row;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A principal's events of one source and name in an account.
 *
 * @param allowed those that were not denied; null if all were denied
 */
record Call(
        long accountId,
        String principalKey,
        String eventSource,
        String eventName,
        Counts counts,
        Period all,
        @Nullable Period allowed) {

    record Counts(long eventCount, long failedCount, long deniedCount) {

        static final Counts NONE = new Counts(0, 0, 0);

        Counts {
            if (deniedCount > failedCount || failedCount > eventCount) {
                throw new IllegalArgumentException(
                        "%d denied of %d failed of %d".formatted(deniedCount, failedCount, eventCount));
            }
        }

        Counts plus(Counts other) {
            return new Counts(
                    eventCount + other.eventCount, failedCount + other.failedCount, deniedCount + other.deniedCount);
        }

        long allowedCount() {
            return eventCount - deniedCount;
        }
    }

    /** Times of the first and the last event. */
    record Period(Instant first, Instant last) {

        Period with(Period other) {
            return new Period(
                    first.isBefore(other.first) ? first : other.first, last.isAfter(other.last) ? last : other.last);
        }
    }

    static Call of(Row row) throws SQLException {
        var firstAllowed = row.timeOrNull("first_allowed_event_time");
        var lastAllowed = row.timeOrNull("last_allowed_event_time");
        return new Call(
                row.number("account_id"),
                row.text("principal_key"),
                row.text("event_source"),
                row.text("event_name"),
                new Counts(row.number("event_count"), row.number("failed_count"), row.number("denied_count")),
                new Period(row.time("first_event_time"), row.time("last_event_time")),
                firstAllowed == null || lastAllowed == null ? null : new Period(firstAllowed, lastAllowed));
    }
}
