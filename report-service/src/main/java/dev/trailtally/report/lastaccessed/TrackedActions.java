package dev.trailtally.report.lastaccessed;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.TrackedActionLastAccessed;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** IAM's tracked actions, by name. */
final class TrackedActions {

    private static final Sql CURRENT = new Sql("""
            select
              asked.position,
              said.service_ref,
              action.action_name,
              case when said.last_accessed_time is null then 'never_accessed' else 'accessed' end as state,
              said.last_accessed_time,
              said.last_accessed_entity,
              said.last_accessed_region,
              said.generated_at as since_time
            from unnest(:account_ids::bigint[], :entity_ids::bigint[])
              with ordinality as asked (account_id, entity_id, position)
            join last_accessed said on said.account_id = asked.account_id and said.entity_id = asked.entity_id
            join tracked_action action on action.id = said.tracked_action_ref
            join service_namespace service on service.id = said.service_ref
            where said.tracked_action_ref <> 0
            and said.superseded_at is null
            and (:service_namespaces::text[] is null or service.service_namespace = any(:service_namespaces))
            order by asked.position, said.service_ref, action.action_name collate "C"
            """);

    private TrackedActions() {}

    static Map<ServiceRef, List<TrackedActionLastAccessed>> current(Snapshot snapshot, Binds binds)
            throws SQLException {
        return ServiceRef.group(snapshot, CURRENT, binds, TrackedActionLastAccessed.getDefaultInstance());
    }
}
