package dev.trailtally.standalone.activity;

import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.EventCategory;
import dev.trailtally.report.v1.Outcome;
import dev.trailtally.standalone.accesskey.Period;
import java.util.List;

/**
 * Which activity to report.
 *
 * @param accounts none for all
 * @param period the time
 * @param outcome which events count
 * @param categories of which categories; none for calls
 */
public record ActivityQuestion(
        AccountSelection accounts, Period period, Outcome outcome, List<EventCategory> categories) {

    public ActivityQuestion {
        categories = List.copyOf(categories);
    }

    /** The activity type as users know it. */
    String activityType() {
        return switch (outcome) {
            case OUTCOME_SUCCESSFUL -> "SUCCESSFUL";
            case OUTCOME_FAILED -> "FAILED";
            case OUTCOME_ALL, OUTCOME_UNSPECIFIED, UNRECOGNIZED -> "ALL";
        };
    }
}
