package dev.trailtally.collector.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When AWS made and completed a job, as it said; null if it has not said so. */
public record JobDates(@Nullable Instant creation, @Nullable Instant completion) {

    public static final JobDates NONE = new JobDates(null, null);
}
