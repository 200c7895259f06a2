package dev.trailtally.simulator.organization;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A role that the organization's other accounts may assume.
 *
 * @param externalId what a caller has to send, null if none is required
 * @param maxSession the longest session; IAM gives new roles one hour
 */
public record Role(String name, @Nullable String externalId, Duration maxSession) {

    public Role {
        if (!name.matches("[\\w+=,.@/-]{1,576}")) {
            throw new IllegalArgumentException("not the name of a role: " + name);
        }
    }

    public static Role named(String name) {
        return new Role(name, null, Duration.ofHours(1));
    }

    public Role withExternalId(String id) {
        return new Role(name, id, maxSession);
    }

    public Role withMaxSession(Duration longest) {
        return new Role(name, externalId, longest);
    }

    public boolean trusts(Optional<String> sent) {
        return externalId == null || sent.filter(externalId::equals).isPresent();
    }
}
