package dev.trailtally.report.lastaccessed;

import dev.trailtally.report.entity.Entities;
import dev.trailtally.report.entity.StoredEntity;
import dev.trailtally.report.interval.Times;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.AccessState;
import dev.trailtally.report.v1.GrantingPolicy;
import dev.trailtally.report.v1.ServiceAccessor;
import dev.trailtally.report.v1.ServiceLastAccessed;
import dev.trailtally.report.v1.TrackedActionLastAccessed;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The services of entities, by namespace: those allowed, and those asked for that are not. */
final class EntityServices {

    private static final int MAX_ACCESSORS = 100; // of each service

    private static final Sql NAMES = new Sql("""
            select service_namespace, service_name
            from service_namespace
            where service_namespace = any(:service_namespaces)
            """);

    // A service that was first allowed after the newest report of actions is not evaluated at that level.
    private static final Sql CURRENT = new Sql("""
            select
              asked.position,
              said.service_ref,
              service.service_namespace,
              service.service_name,
              said.last_accessed_time,
              said.last_accessed_entity,
              said.last_accessed_region,
              said.total_authenticated_entities,
              said.generated_at,
              exists (
                select
                from last_accessed action
                where action.account_id = said.account_id
                and action.entity_id = said.entity_id
                and action.service_ref = said.service_ref
                and action.tracked_action_ref <> 0
                and action.superseded_at is null
              ) as tracked,
              exists (
                select
                from last_accessed earlier
                where earlier.account_id = said.account_id
                and earlier.entity_id = said.entity_id
                and earlier.service_ref = said.service_ref
                and earlier.tracked_action_ref = 0
                and earlier.generated_at <= entity.action_generated_at
                and (earlier.superseded_at is null or earlier.superseded_at > entity.action_generated_at)
              ) as actions_evaluated
            from unnest(:account_ids::bigint[], :entity_ids::bigint[])
              with ordinality as asked (account_id, entity_id, position)
            join iam_entity entity on entity.account_id = asked.account_id and entity.entity_id = asked.entity_id
            join last_accessed said on said.account_id = asked.account_id and said.entity_id = asked.entity_id
            join service_namespace service on service.id = said.service_ref
            where said.tracked_action_ref = 0
            and said.superseded_at is null
            and (:service_namespaces::text[] is null or service.service_namespace = any(:service_namespaces))
            """);

    private final AskedServices asked;
    private final List<SortedMap<String, ServiceLastAccessed>> services = new ArrayList<>();

    private EntityServices(AskedServices asked) {
        this.asked = asked;
    }

    /** In the order of the entities. */
    static List<Collection<ServiceLastAccessed>> of(Snapshot snapshot, List<StoredEntity> entities, AskedServices asked)
            throws SQLException {
        var found = new EntityServices(asked);
        found.addUnsaid(snapshot, entities);
        found.addSaid(snapshot, Entities.binds(entities).withAll(asked.binds()));
        return found.services.stream().map(Map::values).toList();
    }

    // Every service asked for by name; what IAM says takes the place of what it does not say.
    private void addUnsaid(Snapshot snapshot, List<StoredEntity> entities) throws SQLException {
        var names = new HashMap<String, String>();
        snapshot.list(NAMES, asked.binds(), row -> names.put(row.text("service_namespace"), row.text("service_name")));
        for (var entity : entities) {
            var state = entity.serviceGeneratedAt() == null
                    ? AccessState.ACCESS_STATE_NOT_EVALUATED
                    : AccessState.ACCESS_STATE_NOT_ALLOWED;
            var unsaid = new TreeMap<String, ServiceLastAccessed>();
            for (var namespace : asked.namespaces()) {
                unsaid.put(
                        namespace,
                        ServiceLastAccessed.newBuilder()
                                .setServiceNamespace(namespace)
                                .setServiceName(names.getOrDefault(namespace, ""))
                                .setState(state)
                                .setActionsState(state)
                                .build());
            }
            services.add(unsaid);
        }
    }

    private void addSaid(Snapshot snapshot, Binds binds) throws SQLException {
        var actions = asked.actions()
                ? TrackedActions.current(snapshot, binds)
                : Map.<ServiceRef, List<TrackedActionLastAccessed>>of();
        var accessors = asked.accessors()
                ? Accessors.current(snapshot, binds, MAX_ACCESSORS)
                : Map.<ServiceRef, List<ServiceAccessor>>of();
        var policies = asked.grantingPolicies()
                ? GrantingPolicies.current(snapshot, binds)
                : Map.<ServiceRef, List<GrantingPolicy>>of();
        snapshot.list(CURRENT, binds, row -> {
            var service = ServiceRef.of(row);
            var message = message(row)
                    .addAllTrackedActionsLastAccessed(actions.getOrDefault(service, List.of()))
                    .addAllAccessors(accessors.getOrDefault(service, List.of()))
                    .addAllGrantingPolicies(policies.getOrDefault(service, List.of()))
                    .build();
            return services.get(service.position() - 1).put(message.getServiceNamespace(), message);
        });
    }

    private static ServiceLastAccessed.Builder message(Row row) throws SQLException {
        var service = ServiceLastAccessed.newBuilder()
                .setServiceName(row.text("service_name"))
                .setServiceNamespace(row.text("service_namespace"))
                .setState(AccessState.ACCESS_STATE_NEVER_ACCESSED)
                .setTotalAuthenticatedEntities(row.reference("total_authenticated_entities"))
                .setActionsState(actionsState(row))
                .setSinceTime(Times.timestamp(row.time("generated_at")));
        var time = row.timeOrNull("last_accessed_time");
        if (time != null) {
            service.setState(AccessState.ACCESS_STATE_ACCESSED)
                    .setLastAuthenticated(Times.timestamp(time))
                    .setLastAuthenticatedEntity(Objects.requireNonNullElse(row.textOrNull("last_accessed_entity"), ""))
                    .setLastAuthenticatedRegion(Objects.requireNonNullElse(row.textOrNull("last_accessed_region"), ""));
        }
        return service;
    }

    private static AccessState actionsState(Row row) throws SQLException {
        if (row.flag("tracked")) {
            return AccessState.ACCESS_STATE_ACCESSED;
        }
        return row.flag("actions_evaluated")
                ? AccessState.ACCESS_STATE_NOT_TRACKED
                : AccessState.ACCESS_STATE_NOT_EVALUATED;
    }
}
