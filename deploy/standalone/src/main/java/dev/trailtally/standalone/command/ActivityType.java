package dev.trailtally.standalone.command;

import dev.trailtally.report.v1.Outcome;

/** Which events count, by the user's names. */
enum ActivityType {
    ALL(Outcome.OUTCOME_ALL),
    SUCCESSFUL(Outcome.OUTCOME_SUCCESSFUL),
    FAILED(Outcome.OUTCOME_FAILED);

    private final Outcome outcome;

    ActivityType(Outcome outcome) {
        this.outcome = outcome;
    }

    Outcome outcome() {
        return outcome;
    }
}
