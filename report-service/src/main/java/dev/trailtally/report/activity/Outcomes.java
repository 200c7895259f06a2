package dev.trailtally.report.activity;

import dev.trailtally.report.v1.Outcome;

/** Which events an outcome counts. */
enum Outcomes {
    ALL,
    SUCCESSFUL,
    FAILED;

    static Outcomes of(Outcome outcome) {
        return switch (outcome) {
            case OUTCOME_UNSPECIFIED, OUTCOME_ALL, UNRECOGNIZED -> ALL;
            case OUTCOME_SUCCESSFUL -> SUCCESSFUL;
            case OUTCOME_FAILED -> FAILED;
        };
    }

    long events(long eventCount, long failedCount) {
        return switch (this) {
            case ALL -> eventCount;
            case SUCCESSFUL -> eventCount - failedCount;
            case FAILED -> failedCount;
        };
    }

    long failed(long failedCount) {
        return this == SUCCESSFUL ? 0 : failedCount;
    }
}
