package dev.trailtally.report.activity;

import dev.trailtally.report.bucket.Tally;
import dev.trailtally.report.count.TextChunks;
import dev.trailtally.report.count.Top;
import dev.trailtally.report.snapshot.Dictionary;
import dev.trailtally.report.snapshot.Text;
import dev.trailtally.report.v1.Remainder;
import dev.trailtally.report.v1.TopCounts;
import dev.trailtally.report.v1.ValueCount;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** The top lists of one kind, by owner (principals or regions): the values with the most events, and the rest as a sum. */
final class TopLists {

    private static final Comparator<Value> ORDER =
            Comparator.comparingLong(Value::eventCount).reversed().thenComparing(Value::text, Text.ORDER);

    private record Value(String text, long eventCount) {}

    /** The list of an owner, and the sums of all its values. */
    private static final class TopList {

        private final Top<Value> top;
        private long valueCount;
        private long eventCount;

        TopList(int size) {
            this.top = new Top<>(size, ORDER);
        }

        void count(long events) {
            valueCount++;
            eventCount += events;
        }

        /** Without its text, a value can only be left out for its events. */
        boolean leavesOut(long events) {
            var last = top.last();
            return last != null && events < last.eventCount();
        }

        TopCounts message() {
            var list = TopCounts.newBuilder();
            long rest = eventCount;
            for (var value : top.inOrder()) {
                list.addCounts(ValueCount.newBuilder().setValue(value.text()).setEventCount(value.eventCount()));
                rest -= value.eventCount();
            }
            return list.setRemainder(remainder(valueCount - list.getCountsCount(), rest))
                    .build();
        }
    }

    private final Map<Long, TopList> byOwner = new HashMap<>();
    private final int size;

    private TopLists(int size) {
        this.size = size;
    }

    /** Of counts by owner and value; they are complete when the texts of the values are read. */
    static TopLists of(Tally counts, int size, Dictionary dictionary, TextChunks texts) throws SQLException {
        var lists = new TopLists(size);
        for (int row = 0; row < counts.size(); row++) {
            long events = counts.eventCount(row);
            if (events <= 0) {
                continue;
            }
            var list = lists.ofOwner(counts.one(row));
            list.count(events);
            if (!list.leavesOut(events)) {
                long value = counts.two(row);
                texts.with(dictionary, value)
                        .then(read -> list.top.offer(
                                new Value(read.of(dictionary, value).called(), events)));
            }
        }
        return lists;
    }

    /** Of counts by owner and text. */
    static TopLists of(Map<Long, Map<String, Long>> counts, int size) {
        var lists = new TopLists(size);
        counts.forEach((owner, values) -> values.forEach((text, eventCount) -> {
            if (eventCount > 0) {
                var list = lists.ofOwner(owner);
                list.count(eventCount);
                list.top.offer(new Value(text, eventCount));
            }
        }));
        return lists;
    }

    private TopList ofOwner(long owner) {
        return byOwner.computeIfAbsent(owner, absent -> new TopList(size));
    }

    TopCounts of(long owner) {
        var list = byOwner.get(owner);
        return list == null ? new TopList(size).message() : list.message();
    }

    static Remainder remainder(long valueCount, long eventCount) {
        return Remainder.newBuilder()
                .setValueCount(valueCount)
                .setEventCount(eventCount)
                .build();
    }
}
