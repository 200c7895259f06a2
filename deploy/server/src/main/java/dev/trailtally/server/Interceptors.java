package dev.trailtally.server;

/** The order in which interceptors see a call, first to last: the lowest number sees it first. */
public final class Interceptors {

    /** Ends streams when the server stops. */
    public static final int STOP = 100;

    /** Measures every call, also refused ones. */
    public static final int METRICS = 200;

    /** Writes the audit log, also of refused calls. */
    public static final int AUDIT = 300;

    /** Finds out who calls, and refuses whom it may not serve. */
    public static final int CALLERS = 400;

    private Interceptors() {}
}
