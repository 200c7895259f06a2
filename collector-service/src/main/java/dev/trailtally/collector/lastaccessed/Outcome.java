package dev.trailtally.collector.lastaccessed;

import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.store.JobDates;
import dev.trailtally.collector.store.LastAccessedReport;
import org.jspecify.annotations.Nullable;

/** What AWS says of a job. */
sealed interface Outcome {

    /** It works on it, since {@code dates} if it says so. */
    record InProgress(JobDates dates) implements Outcome {}

    /** It could not do it. */
    record Failed(SourceException why, JobDates dates) implements Outcome {}

    /**
     * It is done, and read to its end.
     *
     * @param missing why something beside the report itself, that was asked for, could not be had; null if it could
     */
    record Done(LastAccessedReport report, @Nullable SourceException missing) implements Outcome {}
}
