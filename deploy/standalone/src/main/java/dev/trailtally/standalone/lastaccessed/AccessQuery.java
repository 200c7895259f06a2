package dev.trailtally.standalone.lastaccessed;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.util.Durations;
import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.EntityFilter;
import dev.trailtally.report.v1.ListAccessCoverageRequest;
import dev.trailtally.report.v1.ListLastAccessedRequest;
import dev.trailtally.report.v1.ListUnusedAccessRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to report: accounts, entities, and which details.
 *
 * @param accounts the accounts
 * @param entities the entities; null if there are none
 * @param actions whether with tracked actions
 * @param accessors whether with who used each service of a policy or group
 * @param policies whether with the policies that grant each service
 */
public record AccessQuery(
        AccountSelection accounts,
        @Nullable EntityFilter entities,
        boolean actions,
        boolean accessors,
        boolean policies) {

    ListAccessCoverageRequest coverage() {
        return ListAccessCoverageRequest.newBuilder().setAccounts(accounts).build();
    }

    ListLastAccessedRequest lastAccessed() {
        return ListLastAccessedRequest.newBuilder()
                .setAccounts(accounts)
                .setEntities(requireNonNull(entities, "entities is null"))
                .setIncludeActions(actions)
                .setIncludeAccessors(accessors)
                .setIncludeGrantingPolicies(policies)
                .build();
    }

    ListUnusedAccessRequest unusedAccess(Duration unusedFor) {
        return ListUnusedAccessRequest.newBuilder()
                .setAccounts(accounts)
                .setEntities(requireNonNull(entities, "entities is null"))
                .setIncludeActions(actions)
                .setUnusedFor(Durations.fromDays(unusedFor.toDays()))
                .build();
    }
}
