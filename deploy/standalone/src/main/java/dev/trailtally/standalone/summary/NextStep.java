package dev.trailtally.standalone.summary;

import dev.trailtally.collector.v1.Failure;
import dev.trailtally.standalone.terminal.TerminalText;

/** What to do about a failure, in one line. */
public final class NextStep {

    private NextStep() {}

    public static String line(Failure failure) {
        return line(failure.getCode(), failure.getNextStep(), failure.getMessage());
    }

    /** Its code and the next step; its message if no next step is known. */
    public static String line(String code, String nextStep, String message) {
        return TerminalText.line(code + ": " + (nextStep.isEmpty() ? message : nextStep));
    }
}
