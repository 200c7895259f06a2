package dev.trailtally.collector.scan;

import dev.trailtally.collector.account.AssumedRole;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.LookupSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The role that a scan assumes in the accounts that it reads; null if it only reads the caller's own account. */
public final class RequestedRole {

    private RequestedRole() {}

    public static @Nullable AssumedRole of(LookupSource source) {
        return source.hasRole() ? of(source.getRole()) : null;
    }

    public static @Nullable AssumedRole of(LastAccessedSource source) {
        return source.hasRole() ? of(source.getRole()) : null;
    }

    /** @throws IllegalArgumentException if it is not valid */
    public static AssumedRole of(dev.trailtally.collector.v1.AssumedRole role) {
        return new AssumedRole(
                role.getRoleName(),
                role.getExternalId().isEmpty() ? null : role.getExternalId(),
                role.getSessionName(),
                Duration.ofSeconds(role.getSessionDuration().getSeconds()));
    }
}
