package dev.trailtally.simulator.iam;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An action of a service whose last access is known.
 *
 * @param lastAccessedTime null for never, as are entity and region
 */
public record TrackedAction(
        String name,
        @Nullable Instant lastAccessedTime,
        @Nullable String lastAccessedEntity,
        @Nullable String lastAccessedRegion) {

    public TrackedAction {
        if ((lastAccessedTime == null) != (lastAccessedEntity == null)
                || (lastAccessedTime == null) != (lastAccessedRegion == null)) {
            throw new IllegalArgumentException("accessed by nobody, nowhere or at no time: " + name);
        }
    }

    public static TrackedAction never(String name) {
        return new TrackedAction(name, null, null, null);
    }

    public TrackedAction accessed(Instant time, String entity, String region) {
        return new TrackedAction(name, time, entity, region);
    }
}
