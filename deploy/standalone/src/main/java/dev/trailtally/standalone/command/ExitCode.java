package dev.trailtally.standalone.command;

/** What the command's end means to scripts; the help texts list the same. */
final class ExitCode {

    static final int GOOD = 0;
    static final int FAILURE = 1;
    static final int USAGE = 2;
    static final int INCOMPLETE = 3;
    static final int NOTHING_FOUND = 4;
    static final int INTERRUPTED = 130;

    /** As of a program that SIGPIPE ends. */
    static final int CLOSED_PIPE = 141;

    private ExitCode() {}
}
