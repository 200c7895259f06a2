package dev.trailtally.simulator.event;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An event as a call of a user or role of the account itself.
 *
 * @param resource as in its ARN: user/… or role/…
 * @param accessKeyId of a user, null of others
 */
public record PrincipalCall(
        String resource, @Nullable String accessKeyId, String eventSource, String eventName, Instant time) {

    static Optional<PrincipalCall> of(Call call, Instant time) {
        return switch (call.caller()) {
            case IAM_USER -> Optional.of(by("user/" + call.name(), call.accessKeyId(), call.action(), time));
            case ASSUMED_ROLE -> Optional.of(by("role/" + call.name(), null, call.action(), time));
            case FEDERATED -> Optional.of(by("user/" + Principals.FEDERATOR, null, call.action(), time));
            case AWS_SERVICE, WEB_IDENTITY, SAML, OTHER_ACCOUNT, IDENTITY_CENTER, ROOT -> Optional.empty();
        };
    }

    private static PrincipalCall by(String resource, @Nullable String accessKeyId, Action action, Instant time) {
        return new PrincipalCall(resource, accessKeyId, action.source(), action.name(), time);
    }

    /** The service as IAM names it. */
    public String namespace() {
        var service = eventSource.substring(0, eventSource.indexOf('.'));
        return service.equals("monitoring") ? "cloudwatch" : service;
    }

    /** The action as IAM names it: without the version of the API, and S3's list by its own name. */
    public String actionName() {
        return eventName.equals("ListBuckets") ? "ListAllMyBuckets" : eventName.replaceFirst("20\\d{6}(v\\d+)?$", "");
    }
}
