package dev.trailtally.report.organization;

import dev.trailtally.report.count.Top;
import dev.trailtally.report.snapshot.Text;
import dev.trailtally.report.v1.Remainder;
import dev.trailtally.report.v1.TopCounts;
import dev.trailtally.report.v1.ValueCount;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** Values with the most events of all accounts together. Calls that several accounts have are subtracted, and stated. */
final class ValueRanking {

    private static final Comparator<ValueCount> ORDER = Comparator.comparingLong(ValueCount::getEventCount)
            .reversed()
            .thenComparing(ValueCount::getValue, Text.ORDER);

    private static final class Sum {
        private long events;
        private long shared;
    }

    private final Map<String, Sum> sums = new HashMap<>();

    void add(String value, long events, long shared) {
        var sum = sums.computeIfAbsent(value, absent -> new Sum());
        sum.events += events;
        sum.shared += shared;
    }

    TopCounts first(int size) {
        var top = new Top<>(size, ORDER);
        long valueCount = 0;
        long eventCount = 0;
        for (var value : sums.entrySet()) {
            var sum = value.getValue();
            if (sum.events > 0) {
                valueCount++;
                eventCount += sum.events;
                top.offer(ValueCount.newBuilder()
                        .setValue(value.getKey())
                        .setEventCount(sum.events)
                        .setSharedEventCount(sum.shared)
                        .build());
            }
        }
        var list = TopCounts.newBuilder().addAllCounts(top.inOrder());
        long listed = list.getCountsList().stream()
                .mapToLong(ValueCount::getEventCount)
                .sum();
        return list.setRemainder(remainder(valueCount - list.getCountsCount(), eventCount - listed))
                .build();
    }

    /** What a list leaves out. */
    static Remainder remainder(long values, long events) {
        return Remainder.newBuilder()
                .setValueCount(values)
                .setEventCount(events)
                .build();
    }
}
