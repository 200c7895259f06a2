package dev.trailtally.report.lastaccessed;

import dev.trailtally.report.entity.Entities;
import dev.trailtally.report.entity.StoredEntity;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.GrantingPolicy;
import dev.trailtally.report.v1.ServiceAccessor;
import dev.trailtally.report.v1.ServiceLastAccessed;
import dev.trailtally.report.v1.TrackedActionLastAccessed;
import dev.trailtally.server.database.MessageRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The services of entities, by namespace: the allowed ones, and requested ones that are not allowed. */
final class EntityServices {

    private static final int MAX_ACCESSORS = 100; // of each service

    private static final Sql NAMES = new Sql("""
            select service_namespace, service_name
            from service_namespace
            where service_namespace = any(:service_namespaces)
            """);

    private static final Sql CURRENT = new Sql("""
            select
              asked.position,
              said.service_ref,
              service.service_namespace,
              service.service_name,
              said.last_accessed_time as last_authenticated,
              said.last_accessed_entity as last_authenticated_entity,
              said.last_accessed_region as last_authenticated_region,
              said.total_authenticated_entities,
              said.generated_at as since_time
            from unnest(:account_ids::bigint[], :entity_ids::bigint[])
              with ordinality as asked (account_id, entity_id, position)
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

    // Every service requested by name; a statement of IAM replaces a missing one.
    private void addUnsaid(Snapshot snapshot, List<StoredEntity> entities) throws SQLException {
        var names = new HashMap<String, String>();
        snapshot.list(NAMES, asked.binds(), row -> names.put(row.text("service_namespace"), row.text("service_name")));
        for (var entity : entities) {
            var access = new ServiceAccess(entity.serviceGeneratedAt() != null, false, null, ActionReport.NONE);
            var unsaid = new TreeMap<String, ServiceLastAccessed>();
            for (var namespace : asked.namespaces()) {
                unsaid.put(
                        namespace,
                        ServiceLastAccessed.newBuilder()
                                .setServiceNamespace(namespace)
                                .setServiceName(names.getOrDefault(namespace, ""))
                                .setState(access.state())
                                .setActionsState(access.actionsState())
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
        var reports = ActionReport.current(snapshot, binds);
        var said = MessageRow.of(ServiceLastAccessed.getDefaultInstance());
        snapshot.list(CURRENT, binds, row -> {
            var service = ServiceRef.of(row);
            var access = new ServiceAccess(
                    true, true, row.timeOrNull("last_authenticated"), reports.getOrDefault(service, ActionReport.NONE));
            var message = said.read(row.columns()).toBuilder()
                    .setState(access.state())
                    .setActionsState(access.actionsState())
                    .addAllTrackedActionsLastAccessed(actions.getOrDefault(service, List.of()))
                    .addAllAccessors(accessors.getOrDefault(service, List.of()))
                    .addAllGrantingPolicies(policies.getOrDefault(service, List.of()))
                    .build();
            return services.get(service.position() - 1).put(message.getServiceNamespace(), message);
        });
    }
}
