package dev.trailtally.aggregator.verification;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to recount.
 *
 * @param accountIds only these; empty means all
 * @param fromDay the first day; null means no bound
 * @param toDay the day after the last; null means no bound
 */
public record Scope(
        List<Long> accountIds,
        @Nullable LocalDate fromDay,
        @Nullable LocalDate toDay) {

    public Scope {
        accountIds = List.copyOf(accountIds);
        if (fromDay != null && toDay != null && !fromDay.isBefore(toDay)) {
            throw new IllegalArgumentException("no day in [" + fromDay + ", " + toDay + ")");
        }
    }

    boolean isUnbounded() {
        return fromDay == null && toDay == null;
    }

    /** The part of the month, kept from a day on, that is in the scope; null if there is none. */
    @Nullable
    Days daysOf(LocalDate month, @Nullable LocalDate keptFrom) {
        var from = month;
        var to = month.plusMonths(1);
        if (fromDay != null && fromDay.isAfter(from)) {
            from = fromDay;
        }
        if (keptFrom != null && keptFrom.isAfter(from)) {
            from = keptFrom;
        }
        if (toDay != null && toDay.isBefore(to)) {
            to = toDay;
        }
        return from.isBefore(to) ? new Days(from, to) : null;
    }

    /** Whether any day of the month is in the scope. */
    boolean touches(LocalDate month) {
        return daysOf(month, null) != null;
    }

    /** [from, to) */
    record Days(LocalDate from, LocalDate to) {

        boolean isMonth(LocalDate month) {
            return from.equals(month) && to.equals(month.plusMonths(1));
        }
    }
}
