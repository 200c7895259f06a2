package dev.trailtally.report.unused;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.TrackedActionLastAccessed;
import dev.trailtally.server.database.MessageRow;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Unused tracked actions of services in use, by name. */
final class UnusedActions {

    private static final int MAX_COUNT = 200; // of each service

    private static final Sql CURRENT = new Sql("""
            select position, action_name, state, last_accessed_time, last_accessed_entity, last_accessed_region, since_time
            from (
              select
                asked.position,
                action.action_name,
                case when said.last_accessed_time is null then 'never_accessed' else 'accessed' end as state,
                said.last_accessed_time,
                said.last_accessed_entity,
                said.last_accessed_region,
                said.generated_at as since_time,
                row_number() over (partition by asked.position order by action.action_name collate "C") as place
              from unnest(:account_ids::bigint[], :entity_ids::bigint[], :service_refs::bigint[])
                with ordinality as asked (account_id, entity_id, service_ref, position)
              join last_accessed said
                on said.account_id = asked.account_id
                and said.entity_id = asked.entity_id
                and said.service_ref = asked.service_ref
              join tracked_action action on action.id = said.tracked_action_ref
              where said.tracked_action_ref <> 0
              and said.superseded_at is null
              and (said.last_accessed_time is null or said.last_accessed_time < :unused_since)
            ) said
            where place <= :max_count
            order by position, place
            """);

    private UnusedActions() {}

    /** For the services that are in use, by position in the list. */
    static Map<Integer, List<TrackedActionLastAccessed>> current(
            Snapshot snapshot, List<UnusedServices.Service> services, Instant since) throws SQLException {
        var binds = new Binds()
                .with(
                        "account_ids",
                        services.stream()
                                .mapToLong(UnusedServices.Service::accountId)
                                .toArray())
                .with(
                        "entity_ids",
                        services.stream()
                                .mapToLong(UnusedServices.Service::entityId)
                                .toArray())
                .with(
                        "service_refs",
                        services.stream()
                                .mapToInt(service -> service.message().getUnused()
                                        ? 0
                                        : service.ref().serviceRef())
                                .toArray())
                .with("unused_since", since)
                .with("max_count", MAX_COUNT);
        var message = MessageRow.of(TrackedActionLastAccessed.getDefaultInstance());
        var actions = new HashMap<Integer, List<TrackedActionLastAccessed>>();
        snapshot.list(
                CURRENT,
                binds,
                row -> actions.computeIfAbsent(row.reference("position") - 1, place -> new ArrayList<>())
                        .add(message.read(row.columns())));
        return actions;
    }
}
