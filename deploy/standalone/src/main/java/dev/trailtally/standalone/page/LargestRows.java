package dev.trailtally.standalone.page;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;

/** Keeps the rows with the most events, within a number of rows and of bytes, and counts the others. */
final class LargestRows<T extends Message> {

    private final int maxRows;
    private final long maxBytes;
    private final ToLongFunction<T> events;
    private final Comparator<T> bySize;
    private final PriorityQueue<T> kept;
    private long bytes;
    private long moreRows;
    private long moreEvents;

    LargestRows(int maxRows, long maxBytes, ToLongFunction<T> events) {
        this.maxRows = maxRows;
        this.maxBytes = maxBytes;
        this.events = events;
        this.bySize = Comparator.comparingLong(events);
        this.kept = new PriorityQueue<>(bySize);
    }

    void add(T row) {
        kept.add(row);
        bytes += row.getSerializedSize();
        while (kept.size() > maxRows || bytes > maxBytes) {
            var smallest = kept.remove();
            bytes -= smallest.getSerializedSize();
            moreRows++;
            moreEvents += events.applyAsLong(smallest);
        }
    }

    Rows<T> rows() {
        List<T> sorted = new ArrayList<>(kept);
        sorted.sort(bySize.reversed());
        return new Rows<>(sorted, moreRows, moreEvents);
    }
}
