package dev.trailtally.report.lastaccessed;

import dev.trailtally.report.v1.AccessState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an entity and a service, and which states follow from it.
 *
 * @param evaluated a report of the entity's services has been read
 * @param allowed the newest report lists the service
 * @param lastAccessed the attempt that it tells; null where it tells none
 * @param actions what is known of the service's tracked actions
 */
public record ServiceAccess(
        boolean evaluated, boolean allowed, @Nullable Instant lastAccessed, ActionReport actions) {

    public ServiceAccess {
        if (lastAccessed != null && !allowed) {
            throw new IllegalArgumentException("not allowed and accessed at " + lastAccessed);
        }
    }

    /** Of what a report lists. */
    public static AccessState listed(@Nullable Instant lastAccessed) {
        return lastAccessed == null ? AccessState.ACCESS_STATE_NEVER_ACCESSED : AccessState.ACCESS_STATE_ACCESSED;
    }

    public AccessState state() {
        if (!evaluated) {
            return AccessState.ACCESS_STATE_NOT_EVALUATED;
        }
        return allowed ? listed(lastAccessed) : AccessState.ACCESS_STATE_NOT_ALLOWED;
    }

    /** Of the service's tracked actions together. */
    AccessState actionsState() {
        return evaluated && allowed && actions.listed()
                ? AccessState.ACCESS_STATE_ACCESSED
                : unlistedAction(actions.tracked());
    }

    /** Of an action that the newest report does not list; IAM lists none where the entity used none that it tracks. */
    public AccessState unlistedAction(boolean tracked) {
        if (!evaluated || !allowed) {
            return state();
        }
        if (!actions.evaluated()) {
            return AccessState.ACCESS_STATE_NOT_EVALUATED;
        }
        return tracked ? AccessState.ACCESS_STATE_NEVER_ACCESSED : AccessState.ACCESS_STATE_NOT_TRACKED;
    }
}
