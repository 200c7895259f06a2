package dev.trailtally.standalone.command;

import dev.trailtally.standalone.summary.AccountTalk;

/** What the end of a report means to scripts. */
final class ReportOutcome {

    private ReportOutcome() {}

    /**
     * The exit code; says what to do where there is nothing.
     *
     * @param written how many rows, events or files
     */
    static int exitCode(AccountTalk talk, long written) {
        if (talk.anyFailed()) {
            return written > 0 || talk.anyAnswered() ? ExitCode.INCOMPLETE : ExitCode.FAILURE;
        }
        if (written > 0) {
            return ExitCode.GOOD;
        }
        talk.say(
                "Nothing was found; check the accounts, the time and the filters, or collect it: trailtally scan --help");
        return ExitCode.NOTHING_FOUND;
    }
}
