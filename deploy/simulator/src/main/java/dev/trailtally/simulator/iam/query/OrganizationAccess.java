package dev.trailtally.simulator.iam.query;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A service that an entity of the organization may use, and what is known of its use.
 *
 * @param region of the last access, null for never, as are the path of the account and the time
 * @param totalAuthenticatedEntities accounts that accessed it
 */
public record OrganizationAccess(
        String serviceName,
        String serviceNamespace,
        @Nullable String region,
        @Nullable String entityPath,
        @Nullable Instant lastAuthenticatedTime,
        int totalAuthenticatedEntities) {}
