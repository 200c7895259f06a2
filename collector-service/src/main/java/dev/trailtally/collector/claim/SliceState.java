package dev.trailtally.collector.claim;

/**
 * What is still to be read of a slice of a unit's window, in seconds since 1970: [start, unreadUntil), nothing if they are
 * equal.
 */
public record SliceState(int number, long start, long unreadUntil) {

    public SliceState {
        if (start > unreadUntil) {
            throw new IllegalArgumentException("slice " + number + " ends before it starts: " + start);
        }
    }

    /** A slice of which nothing is left. */
    public static SliceState read(int number) {
        return new SliceState(number, 0, 0);
    }

    public boolean isRead() {
        return start == unreadUntil;
    }
}
