package dev.trailtally.report.lastaccessed;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The state of the tracked actions of an entity's service.
 *
 * @param evaluated a report with actions in which the service was allowed has been read
 * @param listed such a report lists actions of the service
 * @param tracked a report of any entity, ever, listed actions of the service
 */
public record ActionReport(boolean evaluated, boolean listed, boolean tracked) {

    /** Nothing is known. */
    public static final ActionReport NONE = new ActionReport(false, false, false);

    // A service that was first allowed after the newest report of actions is not evaluated at that level. Whether IAM
    // tracks a service is asked once for each service, by one probe of last_accessed_tracked_idx, and not for each
    // entity that has it.
    private static final Sql CURRENT = new Sql("""
            with tracked_service as materialized (
              select id as service_ref
              from service_namespace
              where (
                select true
                from last_accessed
                where last_accessed.service_ref = service_namespace.id
                and last_accessed.tracked_action_ref <> 0
                limit 1
              )
            )
            select
              asked.position,
              said.service_ref,
              exists (
                select
                from last_accessed earlier
                where earlier.account_id = said.account_id
                and earlier.entity_id = said.entity_id
                and earlier.service_ref = said.service_ref
                and earlier.tracked_action_ref = 0
                and earlier.generated_at <= entity.action_generated_at
                and (earlier.superseded_at is null or earlier.superseded_at > entity.action_generated_at)
              ) as evaluated,
              exists (
                select
                from last_accessed action
                where action.account_id = said.account_id
                and action.entity_id = said.entity_id
                and action.service_ref = said.service_ref
                and action.tracked_action_ref <> 0
                and action.superseded_at is null
              ) as listed,
              said.service_ref in (select service_ref from tracked_service) as tracked
            from unnest(:account_ids::bigint[], :entity_ids::bigint[])
              with ordinality as asked (account_id, entity_id, position)
            join iam_entity entity on entity.account_id = asked.account_id and entity.entity_id = asked.entity_id
            join last_accessed said on said.account_id = asked.account_id and said.entity_id = asked.entity_id
            join service_namespace service on service.id = said.service_ref
            where said.tracked_action_ref = 0
            and said.superseded_at is null
            and (:service_namespaces::text[] is null or service.service_namespace = any(:service_namespaces))
            """);

    /** For the services that the newest reports list; service_namespaces, if not null, restricts them. */
    public static Map<ServiceRef, ActionReport> current(Snapshot snapshot, Binds binds) throws SQLException {
        var reports = new HashMap<ServiceRef, ActionReport>();
        snapshot.list(CURRENT, binds, row -> reports.put(ServiceRef.of(row), of(row)));
        return reports;
    }

    private static ActionReport of(Row row) throws SQLException {
        return new ActionReport(row.flag("evaluated"), row.flag("listed"), row.flag("tracked"));
    }
}
