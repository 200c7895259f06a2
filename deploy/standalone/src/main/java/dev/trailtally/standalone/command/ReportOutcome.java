package dev.trailtally.standalone.command;

import dev.trailtally.standalone.summary.AccountNotices;

/** The exit codes of reports. */
final class ReportOutcome {

    private ReportOutcome() {}

    /**
     * The exit code; prints advice if nothing was found.
     *
     * @param written how many rows, events or files
     */
    static int exitCode(AccountNotices notices, long written) {
        if (notices.anyFailed()) {
            return written > 0 || notices.anyAnswered() ? ExitCode.INCOMPLETE : ExitCode.FAILURE;
        }
        if (written > 0) {
            return ExitCode.GOOD;
        }
        notices.say(
                "Nothing was found; check the accounts, the time and the filters, or collect it: trailtally scan --help");
        return ExitCode.NOTHING_FOUND;
    }
}
