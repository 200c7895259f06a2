package dev.trailtally.server;

import io.grpc.MethodDescriptor;

/** The order in which interceptors see a call, first to last: the lowest number sees it first; and the calls open to all. */
public final class Interceptors {

    /** Names the call in log lines. */
    public static final int LOG_FIELDS = 50;

    /** Ends streams when the server stops. */
    public static final int STOP = 100;

    /** Writes the audit log, also of refused calls. */
    public static final int AUDIT = 300;

    /** Finds out who calls, and refuses whom it may not serve. */
    public static final int CALLERS = 400;

    /** Checks requests that are answered by services of others. */
    public static final int REQUESTS = 500;

    private Interceptors() {}

    /** Reflection and health: they show the contract and the state of the service, and nothing of an account. */
    public static boolean isOpen(MethodDescriptor<?, ?> method) {
        var name = method.getFullMethodName();
        return name.startsWith("grpc.reflection.") || name.startsWith("grpc.health.");
    }
}
