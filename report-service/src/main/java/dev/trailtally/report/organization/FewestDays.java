package dev.trailtally.report.organization;

import dev.trailtally.report.bucket.WholeDays;
import dev.trailtally.report.snapshot.Binds;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Sums days from as few rows as possible: if most of a month is needed, the month less its other days. */
record FewestDays(LocalDate firstMonth, LocalDate endMonth, List<LocalDate> days, List<LocalDate> otherDays) {

    FewestDays {
        days = List.copyOf(days);
        otherDays = List.copyOf(otherDays);
    }

    // The days outside whole months lie in the month before them, or in the month after them.
    static FewestDays of(WholeDays whole) {
        var head = days(whole, day -> day.isBefore(whole.firstMonth()));
        var tail = days(whole, day -> !day.isBefore(whole.firstMonth()));
        var otherOfHead = othersOfMonth(head);
        var otherOfTail = othersOfMonth(tail);
        var days = new ArrayList<LocalDate>();
        var otherDays = new ArrayList<LocalDate>();
        boolean headByMonth = otherOfHead.size() < head.size();
        boolean tailByMonth = otherOfTail.size() < tail.size();
        days.addAll(headByMonth ? List.of() : head);
        days.addAll(tailByMonth ? List.of() : tail);
        otherDays.addAll(headByMonth ? otherOfHead : List.of());
        otherDays.addAll(tailByMonth ? otherOfTail : List.of());
        return new FewestDays(
                headByMonth ? whole.firstMonth().minusMonths(1) : whole.firstMonth(),
                tailByMonth ? whole.endMonth().plusMonths(1) : whole.endMonth(),
                days,
                otherDays);
    }

    private static List<LocalDate> days(WholeDays whole, Predicate<LocalDate> wanted) {
        return whole.days().stream().filter(wanted).toList();
    }

    private static List<LocalDate> othersOfMonth(List<LocalDate> days) {
        if (days.isEmpty()) {
            return List.of();
        }
        var month = days.getFirst().withDayOfMonth(1);
        return month.datesUntil(month.plusMonths(1))
                .filter(day -> !days.contains(day))
                .toList();
    }

    /** What is added. */
    Binds buckets() {
        return new WholeDays(firstMonth, endMonth, days).binds();
    }

    /** What is subtracted; null if nothing is. */
    @Nullable
    Binds otherBuckets() {
        return otherDays.isEmpty() ? null : new WholeDays(firstMonth, firstMonth, otherDays).binds();
    }

    /** The binds first_month, end_month, days, and other_days, which are subtracted. */
    Binds binds() {
        return new Binds()
                .with("first_month", firstMonth)
                .with("end_month", endMonth)
                .with("days", days.toArray(LocalDate[]::new))
                .with("other_days", otherDays.toArray(LocalDate[]::new));
    }
}
