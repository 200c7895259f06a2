package dev.trailtally.collector.store;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole result of one job.
 *
 * @param actionLevel whether tracked actions are in it; if not, it says nothing of them
 * @param accessors who used which services; null if that was not asked
 * @param grants which policies grant the services; null if that was not asked
 */
public record LastAccessedReport(
        @Nullable Instant jobCreationDate,
        Instant jobCompletionDate,
        boolean actionLevel,
        List<Service> services,
        @Nullable List<Accessor> accessors,
        @Nullable List<Grant> grants) {

    public LastAccessedReport {
        // As PostgreSQL keeps times: what is read back has to be equal.
        jobCompletionDate = jobCompletionDate.truncatedTo(ChronoUnit.MICROS);
        services = List.copyOf(services);
        accessors = accessors == null ? null : List.copyOf(accessors);
        grants = grants == null ? null : List.copyOf(grants);
    }

    /** When a service or an action was last accessed; all null if it was not in the tracked time. */
    public record Access(
            @Nullable Instant time,
            @Nullable String entity,
            @Nullable String region) {

        public static final Access NONE = new Access(null, null, null);
    }

    /** A service that is allowed, and its tracked actions. */
    public record Service(
            String namespace, String name, Access access, int totalAuthenticatedEntities, List<Action> actions) {

        public Service {
            requireNonNull(namespace, "namespace is null");
            requireNonNull(name, "name is null");
            actions = List.copyOf(actions);
        }
    }

    /** A tracked action. */
    public record Action(String name, Access access) {}

    /** Who can use a service by a policy or group, and when last; null if not in the tracked time. */
    public record Accessor(
            String namespace,
            String arn,
            String type,
            String name,
            @Nullable Instant lastAuthenticated) {}

    /**
     * A policy that grants a service.
     *
     * @param policyArn empty of an inline policy
     * @param holderType of inline policies: "user", "role" or "group"; else empty, as is the name
     */
    public record Grant(
            String namespace,
            String policyType,
            String policyArn,
            String policyName,
            String holderType,
            String holderName) {}
}
