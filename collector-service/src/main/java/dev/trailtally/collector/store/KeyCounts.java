package dev.trailtally.collector.store;

import java.util.Arrays;

/** Counts events by a key of 48 bits, without an object a key. Events come in the order of time. */
final class KeyCounts {

    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final int INDEX_BITS = 16;
    private static final int INITIAL = 256;

    private int[] slots = new int[2 * INITIAL];
    private long[] keys = new long[INITIAL];
    private int[] counts = new int[INITIAL];
    private int[] failed = new int[INITIAL];
    private int[] first = new int[INITIAL];
    private int[] last = new int[INITIAL];
    private int used = slots.length;
    private int size;

    /** Forgets all; there is room for a number of keys then, at most 65,536. */
    void clear(int room) {
        used = Integer.highestOneBit(Math.max(room, 1) * 2 - 1) * 2;
        if (used > slots.length) {
            slots = new int[used];
            keys = new long[used / 2];
            counts = new int[used / 2];
            failed = new int[used / 2];
            first = new int[used / 2];
            last = new int[used / 2];
        } else {
            Arrays.fill(slots, 0, used, 0);
        }
        size = 0;
    }

    void add(long key, int second, boolean hasFailed) {
        int mask = used - 1;
        for (int slot = (int) ((key * MIX) >>> Integer.SIZE) & mask; ; slot = (slot + 1) & mask) {
            int index = slots[slot] - 1;
            if (index < 0) {
                slots[slot] = ++size;
                index = size - 1;
                keys[index] = key;
                counts[index] = 0;
                failed[index] = 0;
                first[index] = second;
            }
            if (keys[index] == key) {
                counts[index]++;
                failed[index] += hasFailed ? 1 : 0;
                last[index] = second;
                return;
            }
        }
    }

    /** The places of all keys, in the order of the keys. */
    int[] sorted() {
        var sortable = new long[size];
        for (int index = 0; index < size; index++) {
            sortable[index] = (keys[index] << INDEX_BITS) | index;
        }
        Arrays.sort(sortable);
        var places = new int[size];
        for (int i = 0; i < size; i++) {
            places[i] = (int) (sortable[i] & ((1 << INDEX_BITS) - 1));
        }
        return places;
    }

    long key(int place) {
        return keys[place];
    }

    int count(int place) {
        return counts[place];
    }

    int failed(int place) {
        return failed[place];
    }

    /** Seconds of the day. */
    int first(int place) {
        return first[place];
    }

    int last(int place) {
        return last[place];
    }
}
