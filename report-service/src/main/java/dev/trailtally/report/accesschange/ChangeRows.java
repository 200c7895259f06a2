package dev.trailtally.report.accesschange;

import dev.trailtally.report.entity.AskedEntities;
import dev.trailtally.report.entity.StoredEntity;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.AccessChange;
import dev.trailtally.rpc.AccountIds;
import dev.trailtally.server.database.MessageRow;
import java.sql.SQLException;
import java.util.List;

/** Changes from the rows of last_accessed, which say how they arose and whether another one followed. */
final class ChangeRows {

    // Each kind is a range of an index by report time, read from the newest until the page is full. The names of an
    // entity and a service are looked up row by row (the limits enforce it): in a join, all rows would be sorted first.
    // IAM does not list tracked actions that were not used: if a service is listed without the action, it is forgotten.
    private static final Sql PAGE = new Sql("""
            with begun as (
              select change.*
              from unnest(:changes::text[]) as asked (change)
              cross join lateral (
                select said.account_id, said.entity_id, said.service_ref, said.tracked_action_ref,
                  said.generated_at as row_generated_at, asked.change, false as ended, said.generated_at, named.*
                from last_accessed said
                cross join lateral (
                  select entity.arn, service.service_namespace collate "C" as service_namespace,
                    action.action_name collate "C" as action_name
                  from iam_entity entity
                  join service_namespace service on service.id = said.service_ref
                  join tracked_action action on action.id = said.tracked_action_ref
                  where entity.account_id = said.account_id
                  and entity.entity_id = said.entity_id
                  and entity.entity_type = any(:entity_types)
                  and (entity.deleted_at is null or :include_deleted or entity.arn = any(:arns))
                  limit 1
                ) named
                where said.change = asked.change
                and said.account_id = any(:account_ids)
                and (:entity_ids::bigint[] is null or said.entity_id = any(:entity_ids))
                and (:service_refs::bigint[] is null or said.service_ref = any(:service_refs))
                and (:include_actions or said.tracked_action_ref = 0)
                and (:start_time::timestamptz is null or said.generated_at >= :start_time)
                and (:end_time::timestamptz is null or said.generated_at < :end_time)
                and said.generated_at <= :last_generated_at
                and (
                  said.generated_at < :last_generated_at
                  or (said.account_id, named.arn, named.service_namespace, named.action_name)
                    > (:last_account_id, :last_arn, :last_service_namespace, :last_action_name)
                )
                order by said.generated_at desc, said.account_id, named.arn, named.service_namespace, named.action_name
                limit :limit
              ) change
            ),
            ended as (
              select said.account_id, said.entity_id, said.service_ref, said.tracked_action_ref,
                said.generated_at as row_generated_at, how.change, true as ended, said.superseded_at as generated_at,
                named.*
              from last_accessed said
              cross join lateral (
                select entity.arn, service.service_namespace collate "C" as service_namespace,
                  action.action_name collate "C" as action_name
                from iam_entity entity
                join service_namespace service on service.id = said.service_ref
                join tracked_action action on action.id = said.tracked_action_ref
                where entity.account_id = said.account_id
                and entity.entity_id = said.entity_id
                and entity.entity_type = any(:entity_types)
                and (entity.deleted_at is null or :include_deleted or entity.arn = any(:arns))
                limit 1
              ) named
              cross join lateral (
                select case
                  when said.tracked_action_ref <> 0 and exists (
                    select
                    from last_accessed service
                    where service.account_id = said.account_id
                    and service.entity_id = said.entity_id
                    and service.service_ref = said.service_ref
                    and service.tracked_action_ref = 0
                    and service.generated_at <= said.superseded_at
                    and (service.superseded_at is null or service.superseded_at > said.superseded_at)
                  ) then 'forgotten'
                  else 'no_longer_allowed'
                end as change
              ) how
              where said.no_longer_allowed
              and how.change = any(:changes)
              and said.account_id = any(:account_ids)
              and (:entity_ids::bigint[] is null or said.entity_id = any(:entity_ids))
              and (:service_refs::bigint[] is null or said.service_ref = any(:service_refs))
              and (:include_actions or said.tracked_action_ref = 0)
              and (:start_time::timestamptz is null or said.superseded_at >= :start_time)
              and (:end_time::timestamptz is null or said.superseded_at < :end_time)
              and said.superseded_at <= :last_generated_at
              and (
                said.superseded_at < :last_generated_at
                or (said.account_id, named.arn, named.service_namespace, named.action_name)
                  > (:last_account_id, :last_arn, :last_service_namespace, :last_action_name)
              )
              order by said.superseded_at desc, said.account_id, named.arn, named.service_namespace, named.action_name
              limit :limit
            )
            select
              page.account_id,
              page.service_namespace,
              page.action_name,
              page.generated_at as generated_time,
              page.change as kind,
              case when page.ended then said.last_accessed_time else before.last_accessed_time end
                as previous_last_accessed_time,
              case when not page.ended then said.last_accessed_time end as last_accessed_time,
              case when not page.ended then said.last_accessed_entity end as last_accessed_entity,
              case when not page.ended then said.last_accessed_region end as last_accessed_region,
              entity.*
            from (
              select *
              from begun
              union all
              select *
              from ended
              order by generated_at desc, account_id, arn, service_namespace, action_name
              limit :limit
            ) page
            cross join lateral (
              select arn, entity_type, name, path, unique_id, created_at, deleted_at
              from iam_entity
              where account_id = page.account_id
              and entity_id = page.entity_id
              limit 1
            ) entity
            cross join lateral (
              select last_accessed_time, last_accessed_entity, last_accessed_region
              from last_accessed
              where account_id = page.account_id
              and entity_id = page.entity_id
              and service_ref = page.service_ref
              and tracked_action_ref = page.tracked_action_ref
              and generated_at = page.row_generated_at
              limit 1
            ) said
            left join lateral (
              select last_accessed_time
              from last_accessed
              where account_id = page.account_id
              and entity_id = page.entity_id
              and service_ref = page.service_ref
              and tracked_action_ref = page.tracked_action_ref
              and generated_at < page.generated_at
              and superseded_at = page.generated_at
              and not page.ended
              and page.change in ('first_access', 'later_access', 'forgotten')
              order by generated_at desc
              limit 1
            ) before on true
            order by page.generated_at desc, page.account_id, page.arn, page.service_namespace, page.action_name
            """);

    // Selective filters are resolved to ids, so that they can be planned for.
    private static final Sql ENTITIES = new Sql("""
            select entity_id
            from iam_entity
            where account_id = any(:account_ids)
            and arn = any(:arns)
            """);

    private static final Sql SERVICES = new Sql("""
            select id
            from service_namespace
            where service_namespace = any(:service_namespaces)
            """);

    private ChangeRows() {}

    static List<AccessChange> page(Snapshot snapshot, Binds binds, AskedEntities entities, String[] namespaces)
            throws SQLException {
        var entityIds = entities.arns().isEmpty() ? null : ids(snapshot, ENTITIES, binds, "entity_id");
        var serviceRefs = namespaces.length == 0
                ? null
                : ids(snapshot, SERVICES, new Binds().with("service_namespaces", namespaces), "id");
        var selected = new Binds().withAll(binds).with("entity_ids", entityIds).with("service_refs", serviceRefs);
        var change = MessageRow.of(AccessChange.getDefaultInstance());
        return snapshot.list(
                PAGE,
                selected,
                row -> change.read(row.columns()).toBuilder()
                        .setAccountId(AccountIds.format(row.number("account_id")))
                        .setEntity(StoredEntity.message(row))
                        .build());
    }

    private static long[] ids(Snapshot snapshot, Sql sql, Binds binds, String column) throws SQLException {
        return snapshot.list(sql, binds, row -> row.number(column)).stream()
                .mapToLong(Long::longValue)
                .toArray();
    }
}
