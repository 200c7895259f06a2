package dev.trailtally.collector.event;

/**
 * A record of an object counts only if the whole object is sound: {@link JsonCheck} has to be asked, then the object is read
 * again.
 */
public final class UnprovenException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnprovenException() {
        super("it is not known yet whether the object is damaged");
    }
}
