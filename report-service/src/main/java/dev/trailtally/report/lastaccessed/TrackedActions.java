package dev.trailtally.report.lastaccessed;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.TrackedActionLastAccessed;
import dev.trailtally.rpc.RpcTimes;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** IAM's tracked actions, by name. */
public final class TrackedActions {

    private static final Sql CURRENT = new Sql("""
            select
              asked.position,
              said.service_ref,
              action.action_name,
              said.last_accessed_time,
              said.last_accessed_entity,
              said.last_accessed_region,
              said.generated_at
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
        return ServiceRef.group(snapshot, CURRENT, binds, TrackedActions::message);
    }

    /** From the columns of last_accessed, and action_name. */
    public static TrackedActionLastAccessed message(Row row) throws SQLException {
        var time = row.timeOrNull("last_accessed_time");
        var action = TrackedActionLastAccessed.newBuilder()
                .setActionName(row.text("action_name"))
                .setState(ServiceAccess.listed(time))
                .setSinceTime(RpcTimes.timestamp(row.time("generated_at")));
        if (time != null) {
            action.setLastAccessedTime(RpcTimes.timestamp(time))
                    .setLastAccessedEntity(Objects.requireNonNullElse(row.textOrNull("last_accessed_entity"), ""))
                    .setLastAccessedRegion(Objects.requireNonNullElse(row.textOrNull("last_accessed_region"), ""));
        }
        return action.build();
    }
}
