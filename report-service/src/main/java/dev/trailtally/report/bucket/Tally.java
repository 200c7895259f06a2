package dev.trailtally.report.bucket;

import java.util.Arrays;

/** Adds up counts of keys of up to three references. An open hash table of primitive columns: it is the inner loop of reports. */
public final class Tally implements Counted {

    private static final int COLUMNS = 7;
    private static final int EVENT_COUNT = 3;
    private static final int FAILED_COUNT = 4;
    private static final int FIRST = 5;
    private static final int LAST = 6;

    private long[] rows = new long[COLUMNS * 64];
    private int[] slots = new int[256]; // 0 if free, else the number of a row from 1 up
    private int size;

    @Override
    public void add(
            long one, long two, long three, long eventCount, long failedCount, long firstSecond, long lastSecond) {
        int row = row(one, two, three) * COLUMNS;
        rows[row + EVENT_COUNT] += eventCount;
        rows[row + FAILED_COUNT] += failedCount;
        rows[row + FIRST] = Math.min(rows[row + FIRST], firstSecond);
        rows[row + LAST] = Math.max(rows[row + LAST], lastSecond);
    }

    /** Adds events of which nothing else is of interest. */
    public void count(long one, long two, long three, long eventCount) {
        add(one, two, three, eventCount, 0, 0, 0);
    }

    /** How many keys there are; they are numbered from 0 up. */
    public int size() {
        return size;
    }

    public long one(int row) {
        return rows[row * COLUMNS];
    }

    public long two(int row) {
        return rows[row * COLUMNS + 1];
    }

    public long three(int row) {
        return rows[row * COLUMNS + 2];
    }

    public long eventCount(int row) {
        return rows[row * COLUMNS + EVENT_COUNT];
    }

    public long failedCount(int row) {
        return rows[row * COLUMNS + FAILED_COUNT];
    }

    public long firstSecond(int row) {
        return rows[row * COLUMNS + FIRST];
    }

    public long lastSecond(int row) {
        return rows[row * COLUMNS + LAST];
    }

    /** Of a key; 0 if it is not there. */
    public long eventCountOf(long one, long two, long three) {
        int number = slots[slotOf(one, two, three)];
        return number == 0 ? 0 : eventCount(number - 1);
    }

    private int row(long one, long two, long three) {
        int slot = slotOf(one, two, three);
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        slots[slot] = size + 1;
        return append(one, two, three);
    }

    // That of the key, or a free one.
    private int slotOf(long one, long two, long three) {
        int slot = slot(one, two, three);
        while (slots[slot] != 0) {
            int row = slots[slot] - 1;
            if (one(row) == one && two(row) == two && three(row) == three) {
                return slot;
            }
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private int append(long one, long two, long three) {
        int row = size++;
        if (size * COLUMNS > rows.length) {
            rows = Arrays.copyOf(rows, rows.length * 2);
        }
        int start = row * COLUMNS;
        rows[start] = one;
        rows[start + 1] = two;
        rows[start + 2] = three;
        rows[start + FIRST] = Long.MAX_VALUE;
        rows[start + LAST] = Long.MIN_VALUE;
        if (size * 2 > slots.length) {
            spread();
        }
        return row;
    }

    private void spread() {
        slots = new int[slots.length * 4];
        for (int row = 0; row < size; row++) {
            int slot = slot(one(row), two(row), three(row));
            while (slots[slot] != 0) {
                slot = slot + 1 & slots.length - 1;
            }
            slots[slot] = row + 1;
        }
    }

    private int slot(long one, long two, long three) {
        long hash = ((one * 31 + two) * 1_000_003 + three) * 0x9E3779B97F4A7C15L;
        return (int) (hash >>> 32) & slots.length - 1;
    }
}
