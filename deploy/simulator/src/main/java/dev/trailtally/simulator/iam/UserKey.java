package dev.trailtally.simulator.iam;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An access key of a user.
 *
 * @param lastUse null if it was never used
 */
public record UserKey(
        String id,
        boolean active,
        Instant createDate,
        @Nullable Use lastUse) {

    public UserKey {
        if (!id.matches("\\w{16,128}")) {
            throw new IllegalArgumentException("not the id of an access key: " + id);
        }
    }

    /** @param service its namespace, such as s3 */
    public record Use(Instant time, String region, String service) {}
}
