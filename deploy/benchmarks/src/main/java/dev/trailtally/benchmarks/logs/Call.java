package dev.trailtally.benchmarks.logs;

/**
 * One event before it is written.
 *
 * @param session which of the caller's sessions; 0 if it has none
 * @param failed whether it is a failure; without an error code if the habit has none
 */
record Call(Account account, Caller caller, int session, Habit habit, boolean failed, String region, long epochSecond) {

    Action action() {
        return habit.action();
    }

    /** Empty if there is none. */
    String errorCode() {
        return failed ? habit.errorCode() : "";
    }
}
