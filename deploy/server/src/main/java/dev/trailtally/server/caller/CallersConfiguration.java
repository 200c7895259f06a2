package dev.trailtally.server.caller;

import dev.trailtally.authorization.v1.Role;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Who may call.
 *
 * @param mapping YAML or JSON file with the role and the accounts of each caller by its name; none if tokens say both
 * @param anonymousRole what a caller without a token or certificate may do, about all accounts: reader, operator or
 *     admin; none if such a caller is refused
 */
@ConfigurationProperties("callers")
record CallersConfiguration(
        @Bindable(defaultValue = "") String mapping,
        @Bindable(defaultValue = "") String anonymousRole) {

    CallersConfiguration {
        if (!anonymousRole.isEmpty() && Grant.role(anonymousRole) == Role.ROLE_UNSPECIFIED) {
            throw new IllegalArgumentException(
                    "callers.anonymous-role must be reader, operator or admin, is " + anonymousRole);
        }
    }
}
