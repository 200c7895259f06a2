package dev.trailtally.collector.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An access key of a user: its identifier, no secret.
 *
 * @param lastUsedAt null if it was never used, as are the region and the service
 */
public record AccessKey(
        String accessKeyId,
        boolean active,
        @Nullable Instant createdAt,
        @Nullable Instant lastUsedAt,
        @Nullable String lastUsedRegion,
        @Nullable String lastUsedService) {

    public AccessKey {
        requireNonNull(accessKeyId, "accessKeyId is null");
    }
}
