package dev.trailtally.report.activity;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The first values of an order among all that are offered; the others are forgotten. */
final class Top<T> {

    private final int size;
    private final Comparator<T> order;
    private final PriorityQueue<T> lastFirst;

    Top(int size, Comparator<T> order) {
        this.size = size;
        this.order = order;
        this.lastFirst = new PriorityQueue<>(order.reversed());
    }

    void offer(T value) {
        lastFirst.add(value);
        if (lastFirst.size() > size) {
            lastFirst.remove();
        }
    }

    /** Which a value must precede to be taken; null as long as there is room. */
    @Nullable
    T last() {
        return lastFirst.size() < size ? null : lastFirst.peek();
    }

    List<T> inOrder() {
        return lastFirst.stream().sorted(order).toList();
    }
}
