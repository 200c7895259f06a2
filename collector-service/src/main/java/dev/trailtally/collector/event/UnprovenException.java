package dev.trailtally.collector.event;

/**
 * A record counts only if its whole object is intact: {@link JsonCheck} decides that, then the object is read again.
 */
public final class UnprovenException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnprovenException() {
        super("it is not known yet whether the object is damaged");
    }
}
