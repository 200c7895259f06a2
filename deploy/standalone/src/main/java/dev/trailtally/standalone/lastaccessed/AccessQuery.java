package dev.trailtally.standalone.lastaccessed;

import dev.trailtally.report.v1.AccountSelection;
import dev.trailtally.report.v1.EntityFilter;
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
        boolean policies) {}
