package dev.trailtally.simulator.credential;

import dev.trailtally.simulator.http.Request;
import dev.trailtally.simulator.organization.AccountRegion;
import dev.trailtally.simulator.protocol.Scope;

/**
 * A request whose signer is known.
 *
 * @param region of the credential scope
 */
public record SignedRequest(Request request, Caller caller, String region, String id) {

    public AccountRegion unit() {
        return new AccountRegion(caller.account(), region);
    }

    /** Distinguishes the sessions of a role. */
    public String accessKeyId() {
        return Scope.of(request).orElseThrow().accessKeyId();
    }
}
