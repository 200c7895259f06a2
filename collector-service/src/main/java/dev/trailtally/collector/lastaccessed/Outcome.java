package dev.trailtally.collector.lastaccessed;

import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.store.JobDates;
import dev.trailtally.collector.store.LastAccessedReport;
import org.jspecify.annotations.Nullable;

/** What AWS says of a job. */
sealed interface Outcome {

    /** In progress, since {@code dates} if AWS says so. */
    record InProgress(JobDates dates) implements Outcome {}

    /** Failed. */
    record Failed(SourceException why, JobDates dates) implements Outcome {}

    /**
     * Done, and read to the end.
     *
     * @param missing why something that was requested besides the report is missing; null if nothing is
     */
    record Done(LastAccessedReport report, @Nullable SourceException missing) implements Outcome {}
}
