package dev.trailtally.collector.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Gives equal bytes one number, from 0 up, without an object per look-up. Grows with the distinct texts of one batch. */
public final class TextTable {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private byte[] bytes = new byte[1 << 14];
    private int[] ends = new int[256];
    private int[] hashes = new int[256];
    private int[] slots = new int[1 << 10];
    private int size;

    /** Distinct texts so far. */
    public int size() {
        return size;
    }

    /** Bytes of all texts. */
    long byteCount() {
        return size == 0 ? 0 : ends[size - 1];
    }

    /** The text of a number that {@link #intern} gave. */
    public String text(int index) {
        int from = index == 0 ? 0 : ends[index - 1];
        return new String(bytes, from, ends[index] - from, StandardCharsets.UTF_8);
    }

    /** The number of a text that another table holds under the index. */
    int intern(TextTable other, int index) {
        return intern(other.bytes, index == 0 ? 0 : other.ends[index - 1], other.ends[index]);
    }

    /** The number of these bytes. */
    int intern(byte[] source, int from, int to) {
        int hash = hash(source, from, to);
        int mask = slots.length - 1;
        for (int slot = hash & mask; ; slot = (slot + 1) & mask) {
            int index = slots[slot] - 1;
            if (index < 0) {
                slots[slot] = size + 1;
                return add(source, from, to, hash);
            }
            if (hashes[index] == hash && equal(index, source, from, to)) {
                return index;
            }
        }
    }

    private boolean equal(int index, byte[] source, int from, int to) {
        int start = index == 0 ? 0 : ends[index - 1];
        return Arrays.equals(bytes, start, ends[index], source, from, to);
    }

    private int add(byte[] source, int from, int to, int hash) {
        int start = size == 0 ? 0 : ends[size - 1];
        int end = start + to - from;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, end));
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size * 2);
            hashes = Arrays.copyOf(hashes, size * 2);
        }
        System.arraycopy(source, from, bytes, start, to - from);
        ends[size] = end;
        hashes[size] = hash;
        size++;
        if (size * 2 > slots.length) {
            rehash();
        }
        return size - 1;
    }

    private void rehash() {
        slots = new int[slots.length * 2];
        int mask = slots.length - 1;
        for (int index = 0; index < size; index++) {
            int slot = hashes[index] & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = index + 1;
        }
    }

    private static int hash(byte[] source, int from, int to) {
        long hash = (long) to - from;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            hash = mix(hash ^ (long) LONGS.get(source, at));
        }
        long rest = 0;
        for (; at < to; at++) {
            rest = (rest << Byte.SIZE) | (source[at] & 0xff);
        }
        hash = mix(hash ^ rest);
        return (int) (hash >>> 32);
    }

    private static long mix(long value) {
        long product = value * MIX;
        return product ^ (product >>> 29);
    }
}
