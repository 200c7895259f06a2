package dev.trailtally.standalone.terminal;

/** The reader of stdout has closed it, as head does when it has enough. */
public final class ClosedOutputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ClosedOutputException() {
        super("stdout is closed");
    }
}
