package dev.trailtally.simulator.iam;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A service that an entity is allowed, and what is known of its use.
 *
 * @param namespace such as s3
 * @param name such as Amazon S3
 * @param lastAuthenticated null for never, as are entity and region; denied attempts count
 * @param totalAuthenticatedEntities 0 for never
 * @param trackedActions empty if the service tracks none
 * @param accessors of groups and policies: who could access it by them; none of a user or role
 * @param policies that grant it; of users, roles and groups
 */
public record ServiceAccess(
        String namespace,
        String name,
        @Nullable Instant lastAuthenticated,
        @Nullable String lastAuthenticatedEntity,
        @Nullable String lastAuthenticatedRegion,
        int totalAuthenticatedEntities,
        List<TrackedAction> trackedActions,
        List<Accessor> accessors,
        List<GrantingPolicy> policies) {

    public static final Comparator<ServiceAccess> BY_NAMESPACE = Comparator.comparing(ServiceAccess::namespace);

    private static final Pattern NAMESPACE = Pattern.compile("[\\w-]{1,64}");

    public ServiceAccess {
        if (!NAMESPACE.matcher(namespace).matches()) {
            throw new IllegalArgumentException("not the namespace of a service: " + namespace);
        }
        var never = lastAuthenticated == null;
        if (never != (lastAuthenticatedEntity == null)
                || never != (lastAuthenticatedRegion == null)
                || never != (totalAuthenticatedEntities == 0)) {
            throw new IllegalArgumentException("accessed by nobody, nowhere or at no time: " + namespace);
        }
        trackedActions = List.copyOf(trackedActions);
        accessors = List.copyOf(accessors);
        policies = List.copyOf(policies);
    }

    /** Allowed, with the tracked actions that the service has, and never accessed. */
    public static ServiceAccess never(String namespace) {
        var service = ServiceCatalog.service(namespace);
        var actions =
                service.trackedActions().stream().map(TrackedAction::never).toList();
        return new ServiceAccess(namespace, service.name(), null, null, null, 0, actions, List.of(), List.of());
    }

    /** By this entity, which adds nothing to how many did. */
    public ServiceAccess accessed(Instant time, String entity, String region) {
        var total = Math.max(1, totalAuthenticatedEntities);
        return new ServiceAccess(namespace, name, time, entity, region, total, trackedActions, accessors, policies);
    }

    public ServiceAccess withTrackedActions(List<TrackedAction> actions) {
        return with(actions, policies);
    }

    /** The last of them to access it, in this region, decides the rest. */
    public ServiceAccess withAccessors(List<Accessor> entities, String region) {
        var accessing = entities.stream()
                .filter(entity -> entity.lastAuthenticated() != null)
                .sorted(Comparator.comparing(
                        (Accessor entity) -> Objects.requireNonNull(entity.lastAuthenticated()),
                        Comparator.reverseOrder()))
                .toList();
        var last = accessing.isEmpty() ? null : accessing.getFirst();
        return new ServiceAccess(
                namespace,
                name,
                last == null ? null : last.lastAuthenticated(),
                last == null ? null : last.arn(),
                last == null ? null : region,
                accessing.size(),
                trackedActions,
                entities,
                policies);
    }

    public ServiceAccess withPolicies(List<GrantingPolicy> granting) {
        return with(trackedActions, granting);
    }

    private ServiceAccess with(List<TrackedAction> actions, List<GrantingPolicy> granting) {
        return new ServiceAccess(
                namespace,
                name,
                lastAuthenticated,
                lastAuthenticatedEntity,
                lastAuthenticatedRegion,
                totalAuthenticatedEntities,
                actions,
                accessors,
                granting);
    }
}
