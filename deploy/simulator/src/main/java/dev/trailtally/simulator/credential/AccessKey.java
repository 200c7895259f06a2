package dev.trailtally.simulator.credential;

import org.jspecify.annotations.Nullable;

/**
 * What a caller signs with.
 *
 * @param sessionToken null for the lasting key of a user
 */
public record AccessKey(String id, String secret, @Nullable String sessionToken) {

    @Override
    public String toString() {
        return "AccessKey[" + id + "]";
    }
}
