package dev.trailtally.collector.store;

import java.time.LocalDate;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a batch read and stored, by account and region and by account and day. read = stored + duplicate + rejected. */
final class BatchTally {

    record Unit(long account, long regionReference) {}

    record AccountDay(long account, LocalDate day) {}

    /** Counts of one account and region. */
    static final class Records {
        private long events;
        private long stored;
        private long rejected;
        private final Span span = new Span();

        long read() {
            return events + rejected;
        }

        long stored() {
            return stored;
        }

        long duplicate() {
            return events - stored;
        }

        long rejected() {
            return rejected;
        }

        Span span() {
            return span;
        }
    }

    /** Stored events and the times of the first and last of them. */
    static final class Span {
        private long count;
        private long first = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;

        void add(long number, long firstSecond, long lastSecond) {
            count += number;
            first = Math.min(first, firstSecond);
            last = Math.max(last, lastSecond);
        }

        long count() {
            return count;
        }

        long first() {
            return first;
        }

        long last() {
            return last;
        }
    }

    private final Map<Unit, Records> units = new HashMap<>();
    private final Map<AccountDay, Span> days = new HashMap<>();

    /**
     * Starts from what was read: every event as a duplicate until it is stored, and what was rejected.
     *
     * @param rejectedRows rows that are counted as rejected, not as events
     */
    BatchTally(EventRows rows, BitSet rejectedRows) {
        var batch = rows.batch();
        var references = rows.references();
        for (int row = rejectedRows.nextClearBit(0); row < batch.size(); row = rejectedRows.nextClearBit(row + 1)) {
            unit(batch.account[row], EventRows.region(references, batch.region[row])).events++;
        }
        batch.rejectedByUnit.forEach((unit, count) ->
                unit(unit.account(), EventRows.region(references, unit.region())).rejected += count);
    }

    /** Counts events as stored. */
    void stored(EventRows events, EventRows.AccountDay day) {
        var rows = day.rows();
        for (int row : rows) {
            var unit = unit(day.account(), events.region(row));
            unit.stored++;
            unit.span.add(1, events.second(row), events.second(row));
        }
        days.computeIfAbsent(new AccountDay(day.account(), LocalDate.ofEpochDay(day.day())), key -> new Span())
                .add(rows.length, events.second(rows[0]), events.second(rows[rows.length - 1]));
    }

    /** By account, then region: the order in which their rows are locked. */
    List<Map.Entry<Unit, Records>> units() {
        return units.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(
                        Comparator.comparingLong(Unit::account).thenComparingLong(Unit::regionReference)))
                .toList();
    }

    Map<AccountDay, Span> days() {
        return days;
    }

    private Records unit(long account, long regionReference) {
        return units.computeIfAbsent(new Unit(account, regionReference), key -> new Records());
    }
}
