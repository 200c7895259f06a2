package dev.trailtally.collector.lastaccessed;

/** The unit is no longer held here: another collector works on it, or it is no longer needed. */
public final class LostUnitException extends RuntimeException {

    private static final long serialVersionUID = 1;

    LostUnitException() {
        super("the unit is no longer held");
    }

    /** What a table says of its last write. */
    static void check(boolean held) {
        if (!held) {
            throw new LostUnitException();
        }
    }
}
