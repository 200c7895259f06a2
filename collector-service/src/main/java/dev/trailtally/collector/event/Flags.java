package dev.trailtally.collector.event;

/** What an event says in bits. */
public final class Flags {

    static final int FAILED = 1;
    static final int READ_ONLY_KNOWN = 2;
    static final int READ_ONLY = 4;
    static final int ADDENDUM = 8;

    private Flags() {}

    public static boolean failed(byte flags) {
        return (flags & FAILED) != 0;
    }

    public static boolean readOnlyKnown(byte flags) {
        return (flags & READ_ONLY_KNOWN) != 0;
    }

    public static boolean readOnly(byte flags) {
        return (flags & READ_ONLY) != 0;
    }

    /** Whether the record is an addendum, which repeats an event and may have another time. */
    public static boolean addendum(byte flags) {
        return (flags & ADDENDUM) != 0;
    }
}
