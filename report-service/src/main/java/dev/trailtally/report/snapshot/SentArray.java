package dev.trailtally.report.snapshot;

import java.nio.ByteBuffer;

/**
 * An array of numbers, or of flags as 0 and 1, in the binary form that array_send writes: a header, then each element after its
 * length. All elements have the same length; none is null.
 */
public final class SentArray {

    private static final int DIMENSIONS = 0;
    private static final int HAS_NULLS = 4;
    private static final int SIZE = 12;
    private static final int ELEMENTS = 20;

    private final ByteBuffer sent;
    private final int size;
    private final int width;

    SentArray(byte[] bytes) {
        this.sent = ByteBuffer.wrap(bytes);
        int dimensions = sent.getInt(DIMENSIONS);
        this.size = dimensions == 0 ? 0 : sent.getInt(SIZE);
        this.width = size == 0 ? 0 : sent.getInt(ELEMENTS);
        int length = size == 0 ? bytes.length : ELEMENTS + size * (Integer.BYTES + width);
        if (dimensions > 1 || sent.getInt(HAS_NULLS) != 0 || bytes.length != length) {
            throw new IllegalArgumentException("an array of " + dimensions + " dimensions and " + bytes.length
                    + " bytes is none of numbers without nulls");
        }
    }

    public int size() {
        return size;
    }

    public long at(int index) {
        int place = ELEMENTS + index * (Integer.BYTES + width) + Integer.BYTES;
        return switch (width) {
            case Byte.BYTES -> sent.get(place);
            case Short.BYTES -> sent.getShort(place);
            case Integer.BYTES -> sent.getInt(place);
            case Long.BYTES -> sent.getLong(place);
            default -> throw new IllegalStateException("an element of " + width + " bytes is no number");
        };
    }
}
