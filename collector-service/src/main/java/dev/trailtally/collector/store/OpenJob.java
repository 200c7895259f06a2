package dev.trailtally.collector.store;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A job that has not ended.
 *
 * @param actionLevel whether tracked actions are asked for
 * @param jobId null where AWS has to be asked to make it, as is {@code madeWith}
 * @param madeWith access key id of those who may read it
 */
public record OpenJob(
        long entityId,
        String arn,
        IamEntity.Type type,
        boolean actionLevel,
        @Nullable String jobId,
        @Nullable String madeWith) {

    public OpenJob {
        requireNonNull(arn, "arn is null");
        requireNonNull(type, "type is null");
    }
}
