package dev.trailtally.report.activity;

import dev.trailtally.report.bucket.Tally;
import dev.trailtally.report.snapshot.Text;
import dev.trailtally.report.v1.Remainder;
import dev.trailtally.report.v1.TopCounts;
import dev.trailtally.report.v1.ValueCount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** The top lists of one kind, by owner (principals or regions): the values with the most events, and the rest as a sum. */
final class TopLists {

    private static final Comparator<Value> ORDER =
            Comparator.comparingLong(Value::eventCount).reversed().thenComparing(Value::text, Text.ORDER);

    private record Value(String text, long eventCount) {}

    private final Map<Long, List<Value>> byOwner = new HashMap<>();
    private final int top;

    private TopLists(int top) {
        this.top = top;
    }

    /**
     * Of counts by owner and value.
     *
     * @param text of a value's reference
     */
    static TopLists of(Tally counts, int top, LongFunction<String> text) {
        var lists = new TopLists(top);
        for (int row = 0; row < counts.size(); row++) {
            if (counts.eventCount(row) > 0) {
                lists.add(counts.one(row), new Value(text.apply(counts.two(row)), counts.eventCount(row)));
            }
        }
        return lists;
    }

    /** Of counts by owner and text. */
    static TopLists of(Map<Long, Map<String, Long>> counts, int top) {
        var lists = new TopLists(top);
        counts.forEach((owner, values) -> values.forEach((text, eventCount) -> {
            if (eventCount > 0) {
                lists.add(owner, new Value(text, eventCount));
            }
        }));
        return lists;
    }

    private void add(long owner, Value value) {
        byOwner.computeIfAbsent(owner, absent -> new ArrayList<>()).add(value);
    }

    TopCounts of(long owner) {
        var values = byOwner.getOrDefault(owner, List.of());
        var list = TopCounts.newBuilder();
        long rest = values.stream().mapToLong(Value::eventCount).sum();
        for (var value : values.stream().sorted(ORDER).limit(top).toList()) {
            list.addCounts(ValueCount.newBuilder().setValue(value.text()).setEventCount(value.eventCount()));
            rest -= value.eventCount();
        }
        return list.setRemainder(remainder(values.size() - list.getCountsCount(), rest))
                .build();
    }

    static Remainder remainder(long valueCount, long eventCount) {
        return Remainder.newBuilder()
                .setValueCount(valueCount)
                .setEventCount(eventCount)
                .build();
    }
}
