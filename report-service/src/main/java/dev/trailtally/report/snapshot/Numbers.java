package dev.trailtally.report.snapshot;

import java.nio.ByteBuffer;

/** An array of whole numbers, in the fewest of PostgreSQL's bytes that Java has an array for. */
public final class Numbers {

    // What array_send writes: dimensions, whether there are nulls, type; of each dimension size and lower bound; then
    // of
    // each element its width and its bytes, the highest first.
    private static final int DIMENSIONS = 0;
    private static final int HAS_NULLS = 4;
    private static final int SIZE = 12;
    private static final int ELEMENTS = 20;

    private static final int[] NO_INTS = {};
    private static final long[] NO_LONGS = {};

    private final int size;
    private final int[] ints; // empty if one of them needs more
    private final long[] longs;
    private final int mask; // of the place: 0 if all are the same

    private Numbers(int size, int[] ints, long[] longs, boolean same) {
        this.size = size;
        this.ints = ints;
        this.longs = longs;
        this.mask = same ? 0 : -1;
    }

    /** Of what array_send has written. */
    static Numbers ofSent(byte[] bytes) {
        var sent = ByteBuffer.wrap(bytes);
        int dimensions = sent.getInt(DIMENSIONS);
        int size = dimensions == 0 ? 0 : sent.getInt(SIZE);
        int width = size == 0 ? 0 : sent.getInt(ELEMENTS);
        int length = size == 0 ? bytes.length : ELEMENTS + size * (Integer.BYTES + width);
        if (dimensions > 1 || sent.getInt(HAS_NULLS) != 0 || bytes.length != length) {
            throw new IllegalArgumentException("an array of " + dimensions + " dimensions and " + bytes.length
                    + " bytes is none of numbers without nulls");
        }
        var ints = new int[size];
        boolean same = true;
        for (int i = 0; i < size; i++) {
            long number = at(sent, width, i);
            ints[i] = (int) number;
            if (ints[i] != number) {
                return ofLongs(sent, width, size);
            }
            same &= ints[i] == ints[0];
        }
        return new Numbers(size, same && size > 0 ? new int[] {ints[0]} : ints, NO_LONGS, same);
    }

    private static Numbers ofLongs(ByteBuffer sent, int width, int size) {
        var longs = new long[size];
        for (int i = 0; i < size; i++) {
            longs[i] = at(sent, width, i);
        }
        return new Numbers(size, NO_INTS, longs, false);
    }

    private static long at(ByteBuffer sent, int width, int index) {
        int place = ELEMENTS + index * (Integer.BYTES + width) + Integer.BYTES;
        return switch (width) {
            case Byte.BYTES -> sent.get(place);
            case Short.BYTES -> sent.getShort(place);
            case Integer.BYTES -> sent.getInt(place);
            case Long.BYTES -> sent.getLong(place);
            default -> throw new IllegalStateException("an element of " + width + " bytes is no number");
        };
    }

    public int size() {
        return size;
    }

    public long at(int index) {
        return ints.length > 0 ? ints[index & mask] : longs[index];
    }

    /** In memory. */
    public int bytes() {
        return 48 + ints.length * Integer.BYTES + longs.length * Long.BYTES;
    }
}
