package dev.trailtally.report.count;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The first values of an order among all that are offered; the others are forgotten. */
public final class Top<T> {

    private final int size;
    private final Comparator<T> order;
    private final PriorityQueue<T> lastFirst;

    public Top(int size, Comparator<T> order) {
        this.size = size;
        this.order = order;
        this.lastFirst = new PriorityQueue<>(order.reversed());
    }

    public void offer(T value) {
        lastFirst.add(value);
        if (lastFirst.size() > size) {
            lastFirst.remove();
        }
    }

    /** Which a value must precede to be taken; null as long as there is room. */
    public @Nullable T last() {
        return lastFirst.size() < size ? null : lastFirst.peek();
    }

    public List<T> inOrder() {
        return lastFirst.stream().sorted(order).toList();
    }
}
