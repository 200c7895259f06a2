package dev.trailtally.collector.store;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A job that has not ended.
 *
 * @param actionLevel whether tracked actions are asked for
 * @param jobId null if AWS still has to make it, as is {@code madeWith}
 * @param madeWith access key id of the credentials that may read it
 * @param sinceGenerated how long ago AWS was last asked to make it; zero if it was not
 */
public record OpenJob(
        long entityId,
        String arn,
        IamEntity.Type type,
        boolean actionLevel,
        @Nullable String jobId,
        @Nullable String madeWith,
        Duration sinceGenerated) {

    public OpenJob {
        requireNonNull(arn, "arn is null");
        requireNonNull(type, "type is null");
    }
}
