package dev.trailtally.simulator;

import dev.trailtally.simulator.event.GeneratedEvents;
import dev.trailtally.simulator.event.PrincipalCall;
import dev.trailtally.simulator.iam.ServiceAccess;
import dev.trailtally.simulator.iam.UserKey;
import dev.trailtally.simulator.organization.MemberAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last calls of an account's users and roles in its events, at least four hours old, as IAM would know them. */
final class DemoCalls {

    private static final Duration BEHIND = Duration.ofHours(4);

    private final Map<String, Last> services = new HashMap<>();
    private final Map<String, Last> actions = new HashMap<>();
    private final Map<String, UserKey.Use> keys = new HashMap<>();

    private record Last(Instant time, String region) {

        static Last later(Last one, Last other) {
            return other.time().isAfter(one.time()) ? other : one;
        }
    }

    private DemoCalls() {}

    static DemoCalls of(MemberAccount account, Instant now) {
        var calls = new DemoCalls();
        account.events().forEach((region, events) -> {
            if (events instanceof GeneratedEvents generated) {
                generated.principalCalls(now.minus(BEHIND)).forEach(call -> calls.add(call, region));
            }
        });
        return calls;
    }

    private void add(PrincipalCall call, String region) {
        var last = new Last(call.time(), region);
        var service = call.resource() + " " + call.namespace();
        services.merge(service, last, Last::later);
        actions.merge(service + ":" + call.actionName(), last, Last::later);
        if (call.accessKeyId() != null) {
            var use = new UserKey.Use(call.time(), region, call.namespace());
            keys.merge(call.accessKeyId(), use, (one, other) -> other.time().isAfter(one.time()) ? other : one);
        }
    }

    UserKey.@Nullable Use findKeyUse(String accessKeyId) {
        return keys.get(accessKeyId);
    }

    /** Null if it did not call the service. */
    @Nullable
    ServiceAccess find(String resource, String arn, String namespace) {
        var last = services.get(resource + " " + namespace);
        if (last == null) {
            return null;
        }
        var never = ServiceAccess.never(namespace);
        var tracked = never.trackedActions().stream()
                .map(action -> {
                    var of = actions.get(resource + " " + namespace + ":" + action.name());
                    return of == null ? action : action.accessed(of.time(), arn, of.region());
                })
                .toList();
        return never.accessed(last.time(), arn, last.region()).withTrackedActions(tracked);
    }
}
