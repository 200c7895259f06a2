package dev.trailtally.server.health;

/** What a service found when it last asked its database. */
sealed interface Condition {

    /**
     * It can answer.
     *
     * @param newer whether the schema is newer than this build: the next release is being rolled out
     */
    record Ready(boolean newer) implements Condition {}

    /**
     * It cannot answer yet.
     *
     * @param cause what is awaited
     * @param message the same in words, with what was found
     * @param nextStep what a person can do
     */
    record Waiting(Cause cause, String message, String nextStep) implements Condition {}

    /** What can be awaited. */
    enum Cause {
        FIRST_CHECK,
        DATABASE,
        LOGIN,
        TABLES,
        RIGHTS,
        SCHEMA_VERSION
    }

    /** Whether the other condition is worth a line in the log after this one. */
    default boolean differsFrom(Condition other) {
        return switch (this) {
            case Ready ready -> !ready.equals(other);
            case Waiting waiting -> !(other instanceof Waiting before) || before.cause() != waiting.cause();
        };
    }
}
