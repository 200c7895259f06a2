package dev.trailtally.report.lastaccessed;

import dev.trailtally.report.v1.AccessState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The facts about an entity and a service, and the states that follow from them.
 *
 * @param evaluated a report of the entity's services has been read
 * @param allowed the newest report lists the service
 * @param lastAccessed the attempt that it reports; null if it reports none
 * @param actions what is known of the service's tracked actions
 */
public record ServiceAccess(
        boolean evaluated, boolean allowed, @Nullable Instant lastAccessed, ActionReport actions) {

    public ServiceAccess {
        if (lastAccessed != null && !allowed) {
            throw new IllegalArgumentException("not allowed and accessed at " + lastAccessed);
        }
    }

    /** The state of what a report lists. */
    public static AccessState listed(@Nullable Instant lastAccessed) {
        return lastAccessed == null ? AccessState.ACCESS_STATE_NEVER_ACCESSED : AccessState.ACCESS_STATE_ACCESSED;
    }

    public AccessState state() {
        if (!evaluated) {
            return AccessState.ACCESS_STATE_NOT_EVALUATED;
        }
        return allowed ? listed(lastAccessed) : AccessState.ACCESS_STATE_NOT_ALLOWED;
    }

    /** The state of the service's tracked actions together. */
    AccessState actionsState() {
        return evaluated && allowed && actions.listed()
                ? AccessState.ACCESS_STATE_ACCESSED
                : unlistedAction(actions.tracked());
    }

    /** The state of an action that the newest report does not list; IAM lists none if the entity used no tracked action. */
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
