package dev.trailtally.report.permission;

import dev.trailtally.report.lastaccessed.ServiceRef;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What IAM's newest report says about an entity and a service that it is allowed.
 *
 * @param service the entity's place in the list, and the service
 * @param actionName the tracked action; empty for the service itself
 * @param lastAccessed null if there was no attempt
 */
record Grant(
        ServiceRef service,
        String serviceNamespace,
        String actionName,
        @Nullable Instant lastAccessed) {

    private static final Sql CURRENT = new Sql("""
            select
              asked.position,
              last_accessed.service_ref,
              service_namespace.service_namespace,
              tracked_action.action_name,
              last_accessed.last_accessed_time
            from unnest(:account_ids::bigint[], :entity_ids::bigint[])
              with ordinality as asked (account_id, entity_id, position)
            join last_accessed
              on last_accessed.account_id = asked.account_id
              and last_accessed.entity_id = asked.entity_id
              and last_accessed.superseded_at is null
              and (last_accessed.tracked_action_ref = 0 or :include_actions)
            join service_namespace on service_namespace.id = last_accessed.service_ref
            join tracked_action on tracked_action.id = last_accessed.tracked_action_ref
            """);

    private static final Sql SERVICE_NAMES = new Sql("""
            select service_namespace, service_name
            from service_namespace
            """);

    /** By the entities' positions in the list, which count from 1, for the binds account_ids and entity_ids. */
    static Map<Integer, List<Grant>> of(Snapshot snapshot, Binds entities, boolean includeActions) throws SQLException {
        var binds = new Binds().withAll(entities).with("include_actions", includeActions);
        return snapshot.list(CURRENT, binds, Grant::of).stream()
                .collect(Collectors.groupingBy(grant -> grant.service().position()));
    }

    /** IAM's names of services, such as "Amazon S3", by namespace. */
    static Map<String, String> serviceNames(Snapshot snapshot) throws SQLException {
        var names = new HashMap<String, String>();
        snapshot.list(
                SERVICE_NAMES, new Binds(), row -> names.put(row.text("service_namespace"), row.text("service_name")));
        return names;
    }

    private static Grant of(Row row) throws SQLException {
        return new Grant(
                ServiceRef.of(row),
                row.text("service_namespace"),
                row.text("action_name"),
                row.timeOrNull("last_accessed_time"));
    }
}
