package dev.trailtally.simulator.iam;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A user or role that could access a service by a group or policy.
 *
 * @param lastAuthenticated null if it never did
 */
public record Accessor(
        String arn,
        String name,
        EntityType type,
        String id,
        String path,
        @Nullable Instant lastAuthenticated) {

    public static Accessor of(IamEntity entity, @Nullable Instant lastAuthenticated) {
        return new Accessor(entity.arn(), entity.name(), entity.type(), entity.id(), entity.path(), lastAuthenticated);
    }
}
