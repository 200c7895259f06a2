package dev.trailtally.report.accesschange;

import dev.trailtally.report.entity.StoredEntity;
import dev.trailtally.report.interval.Times;
import dev.trailtally.report.request.AccountIds;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.AccessChange;
import dev.trailtally.report.v1.AccessChangeKind;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/** Changes from the rows of last_accessed: each but the first row of a service or action follows another. */
final class ChangeRows {

    // Rows that were superseded tell all changes but those that have no row before them; these are read apart. Both
    // walk an index of report times from the newest on, and stop at the limit.
    private static final Sql PAGE = new Sql("""
            with ended as (
              select entity.account_id, entity.entity_id, service.service_namespace collate "C" as service_namespace,
                action.action_name collate "C" as action_name, change.kind, before.superseded_at as generated_at,
                before.last_accessed_time as previous_last_accessed_time, said.last_accessed_time,
                said.last_accessed_entity, said.last_accessed_region, entity.arn
              from last_accessed before
              join iam_entity entity on entity.account_id = before.account_id and entity.entity_id = before.entity_id
              join service_namespace service on service.id = before.service_ref
              join tracked_action action on action.id = before.tracked_action_ref
              left join last_accessed said
                on said.account_id = before.account_id
                and said.entity_id = before.entity_id
                and said.service_ref = before.service_ref
                and said.tracked_action_ref = before.tracked_action_ref
                and said.generated_at = before.superseded_at
              cross join lateral (
                select case
                  when said.generated_at is null then 'ACCESS_CHANGE_KIND_NO_LONGER_ALLOWED'
                  when said.last_accessed_time is null and before.last_accessed_time is not null
                    then 'ACCESS_CHANGE_KIND_FORGOTTEN'
                  when said.last_accessed_time is not null and before.last_accessed_time is null
                    then 'ACCESS_CHANGE_KIND_FIRST_ACCESS'
                  else 'ACCESS_CHANGE_KIND_LATER_ACCESS'
                end as kind
              ) change
              where before.superseded_at is not null
              and before.account_id = any(:account_ids)
              and before.superseded_at <= :last_generated_at
              and (
                before.superseded_at < :last_generated_at
                or (entity.account_id, entity.arn, service.service_namespace collate "C", action.action_name collate "C")
                  > (:last_account_id, :last_arn, :last_service_namespace, :last_action_name)
              )
              and (:start_time::timestamptz is null or before.superseded_at >= :start_time)
              and (:end_time::timestamptz is null or before.superseded_at < :end_time)
              and (:include_actions or before.tracked_action_ref = 0)
              and (:service_namespaces::text[] is null or service.service_namespace = any(:service_namespaces))
              and entity.entity_type = any(:entity_types)
              and (:arns::text[] is null or entity.arn = any(:arns))
              and (entity.deleted_at is null or :include_deleted or entity.arn = any(:arns))
              and change.kind = any(:kinds)
              order by before.superseded_at desc, entity.account_id, entity.arn, service_namespace, action_name
              limit :limit
            ),
            begun as (
              select entity.account_id, entity.entity_id, service.service_namespace collate "C" as service_namespace,
                action.action_name collate "C" as action_name, change.kind, said.generated_at,
                null::timestamptz as previous_last_accessed_time, said.last_accessed_time, said.last_accessed_entity,
                said.last_accessed_region, entity.arn
              from last_accessed said
              join iam_entity entity on entity.account_id = said.account_id and entity.entity_id = said.entity_id
              join service_namespace service on service.id = said.service_ref
              join tracked_action action on action.id = said.tracked_action_ref
              cross join lateral (
                select case
                  when exists (
                    select
                    from last_accessed_job job
                    where job.account_id = said.account_id
                    and job.entity_id = said.entity_id
                    and job.state = 'done'
                    and job.job_completion_date < said.generated_at
                    and (said.tracked_action_ref = 0 or job.granularity = 'action')
                  ) then 'ACCESS_CHANGE_KIND_ALLOWED'
                  else 'ACCESS_CHANGE_KIND_FIRST_REPORT'
                end as kind
              ) change
              where :begun
              and said.account_id = any(:account_ids)
              and said.generated_at <= :last_generated_at
              and (
                said.generated_at < :last_generated_at
                or (entity.account_id, entity.arn, service.service_namespace collate "C", action.action_name collate "C")
                  > (:last_account_id, :last_arn, :last_service_namespace, :last_action_name)
              )
              and (:start_time::timestamptz is null or said.generated_at >= :start_time)
              and (:end_time::timestamptz is null or said.generated_at < :end_time)
              and (:include_actions or said.tracked_action_ref = 0)
              and (:service_namespaces::text[] is null or service.service_namespace = any(:service_namespaces))
              and entity.entity_type = any(:entity_types)
              and (:arns::text[] is null or entity.arn = any(:arns))
              and (entity.deleted_at is null or :include_deleted or entity.arn = any(:arns))
              and change.kind = any(:kinds)
              and not exists (
                select
                from last_accessed before
                where before.account_id = said.account_id
                and before.entity_id = said.entity_id
                and before.service_ref = said.service_ref
                and before.tracked_action_ref = said.tracked_action_ref
                and before.superseded_at = said.generated_at
              )
              order by said.generated_at desc, entity.account_id, entity.arn, service_namespace, action_name
              limit :limit
            )
            select page.*, entity.entity_type, entity.name, entity.path, entity.unique_id, entity.created_at,
              entity.deleted_at
            from (
              select *
              from ended
              union all
              select *
              from begun
              order by generated_at desc, account_id, arn, service_namespace, action_name
              limit :limit
            ) page
            join iam_entity entity on entity.account_id = page.account_id and entity.entity_id = page.entity_id
            order by page.generated_at desc, page.account_id, page.arn, page.service_namespace, page.action_name
            """);

    private ChangeRows() {}

    static List<AccessChange> page(Snapshot snapshot, Binds binds) throws SQLException {
        return snapshot.list(PAGE, binds, ChangeRows::message);
    }

    private static AccessChange message(Row row) throws SQLException {
        var change = AccessChange.newBuilder()
                .setAccountId(AccountIds.format(row.number("account_id")))
                .setEntity(StoredEntity.message(row))
                .setServiceNamespace(row.text("service_namespace"))
                .setActionName(row.text("action_name"))
                .setKind(AccessChangeKind.valueOf(row.text("kind")))
                .setGeneratedTime(Times.timestamp(row.time("generated_at")))
                .setLastAccessedEntity(Objects.requireNonNullElse(row.textOrNull("last_accessed_entity"), ""))
                .setLastAccessedRegion(Objects.requireNonNullElse(row.textOrNull("last_accessed_region"), ""));
        var previous = row.timeOrNull("previous_last_accessed_time");
        var last = row.timeOrNull("last_accessed_time");
        if (previous != null) {
            change.setPreviousLastAccessedTime(Times.timestamp(previous));
        }
        if (last != null) {
            change.setLastAccessedTime(Times.timestamp(last));
        }
        return change.build();
    }
}
