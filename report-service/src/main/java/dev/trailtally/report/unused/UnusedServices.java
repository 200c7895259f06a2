package dev.trailtally.report.unused;

import dev.trailtally.report.lastaccessed.ServiceRef;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.UnusedService;
import dev.trailtally.server.database.MessageRow;
import java.sql.SQLException;
import java.util.List;

/** The services of findings in which something is unused, the longest unused first. */
final class UnusedServices {

    private static final int MAX_COUNT = 500; // of each finding

    // Use and age are decided as in the ranking; every service of an unused principal is unused.
    private static final Sql CURRENT = new Sql("""
            with asked as materialized (
              select account_id, entity_id, whole, position
              from unnest(:account_ids::bigint[], :entity_ids::bigint[], :wholes::integer[])
                with ordinality as asked (account_id, entity_id, whole, position)
            ),
            asked_principal as materialized (
              select asked.position, asked.account_id, principal.id as principal_ref
              from asked
              join iam_entity entity on entity.account_id = asked.account_id and entity.entity_id = asked.entity_id
              join principal on principal.principal_key = entity.arn collate "default"
            ),
            call as materialized (
              select account_id, principal_ref, action_ref, max(last_event_time) as last_event_time
              from principal_call_month
              where account_id = any(array(select account_id from asked_principal))
              and month = any(:months)
              and first_key <= (select max(principal_ref) from asked_principal)
              and last_key >= (select min(principal_ref) from asked_principal)
              and principal_ref = any(array(select principal_ref from asked_principal))
              and last_event_time >= :unused_since
              group by account_id, principal_ref, action_ref
            ),
            seen as (
              select asked.position, mapped.service_ref, max(call.last_event_time) as last_event_time
              from asked_principal asked
              join call on call.account_id = asked.account_id and call.principal_ref = asked.principal_ref
              join unnest(:action_refs::bigint[], :service_refs::bigint[]) as mapped (action_ref, service_ref)
                on mapped.action_ref = call.action_ref
              group by asked.position, mapped.service_ref
            ),
            said as (
              select
                asked.position,
                said.account_id,
                said.entity_id,
                said.service_ref,
                service.service_namespace collate "C" as service_namespace,
                service.service_name,
                said.last_accessed_time,
                seen.last_event_time,
                asked.whole = 1
                  or ((said.last_accessed_time is null or said.last_accessed_time < :unused_since)
                    and seen.position is null) as unused,
                exists (
                  select
                  from last_accessed action
                  where :include_actions
                  and asked.whole = 0
                  and action.account_id = said.account_id
                  and action.entity_id = said.entity_id
                  and action.service_ref = said.service_ref
                  and action.tracked_action_ref <> 0
                  and action.superseded_at is null
                  and (action.last_accessed_time is null or action.last_accessed_time < :unused_since)
                ) as has_unused_actions
              from asked
              join last_accessed said on said.account_id = asked.account_id and said.entity_id = asked.entity_id
              join service_namespace service on service.id = said.service_ref
              left join unnest(:young_positions::bigint[], :young_service_refs::bigint[])
                as young (position, service_ref)
                on young.position = asked.position and young.service_ref = said.service_ref
              left join seen on seen.position = asked.position and seen.service_ref = said.service_ref
              where said.tracked_action_ref = 0
              and said.superseded_at is null
              and young.position is null
            )
            select
              position,
              account_id,
              entity_id,
              service_ref,
              service_namespace,
              service_name,
              case when last_accessed_time is null then 'never_accessed' else 'accessed' end as state,
              unused,
              last_accessed_time as last_authenticated,
              case when last_event_time > coalesce(last_accessed_time, '-infinity') then last_event_time end
                as last_event_time
            from (
              select
                said.*,
                row_number() over (
                  partition by position
                  order by unused desc, last_accessed_time nulls first, service_namespace
                ) as place
              from said
              where unused
              or has_unused_actions
            ) said
            where place <= :max_count
            order by position, place
            """);

    private UnusedServices() {}

    /** By position of the finding; the binds are those of {@link UnusedDetails}. */
    static List<Service> current(Snapshot snapshot, Binds binds) throws SQLException {
        var service = MessageRow.of(UnusedService.getDefaultInstance());
        return snapshot.list(
                CURRENT,
                new Binds().withAll(binds).with("max_count", MAX_COUNT),
                row -> new Service(
                        ServiceRef.of(row),
                        row.number("account_id"),
                        row.number("entity_id"),
                        service.read(row.columns())));
    }

    /** A service that is unused as a whole, or has unused tracked actions. */
    record Service(ServiceRef ref, long accountId, long entityId, UnusedService message) {}
}
