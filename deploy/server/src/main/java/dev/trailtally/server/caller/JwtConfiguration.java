package dev.trailtally.server.caller;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * Which tokens a service accepts.
 *
 * @param issuer the "iss" of every token
 * @param audience the "aud" that a token must contain
 * @param jwks the issuer's keys: an https URL (http on this machine), or a file; none if tokens are not accepted
 * @param clockSkew by how much the issuer's clock may differ, 0 s to 10 min
 * @param roleClaim the claim with the role: reader, operator or admin
 * @param accountsClaim the claim with the accounts: account ids, ids of organizational units, or "*"
 */
@ConfigurationProperties("callers.jwt")
record JwtConfiguration(
        @Bindable(defaultValue = "") String issuer,
        @Bindable(defaultValue = "") String audience,
        @Bindable(defaultValue = "") String jwks,
        @Bindable(defaultValue = "60s") Duration clockSkew,
        @Bindable(defaultValue = "trailtally_role") String roleClaim,
        @Bindable(defaultValue = "trailtally_accounts") String accountsClaim) {

    JwtConfiguration {
        if (issuer.isEmpty() != jwks.isEmpty() || audience.isEmpty() != jwks.isEmpty()) {
            throw new IllegalArgumentException(
                    "callers.jwt.issuer, callers.jwt.audience and callers.jwt.jwks belong together; one is missing");
        }
        if (clockSkew.isNegative() || clockSkew.compareTo(Duration.ofMinutes(10)) > 0) {
            throw new IllegalArgumentException("callers.jwt.clock-skew must be 0s to 10m, is " + clockSkew);
        }
    }

    /** Whether tokens are accepted. */
    boolean enabled() {
        return !jwks.isEmpty();
    }
}
