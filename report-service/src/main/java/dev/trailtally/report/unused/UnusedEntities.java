package dev.trailtally.report.unused;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.UnusedAccessKind;
import java.sql.SQLException;
import java.time.Instant;

/** Principals without any activity, and entities in use that are granted what they do not use. */
final class UnusedEntities {

    // All entities must be read to rank them. One pass over last_accessed_service_idx, account by account in the order
    // of the index and without the table, counts what IAM reports as unused ("stale"). The few that are not are
    // subtracted ("spared"): services that CloudTrail saw in use, and young grants, if a later report still said that
    // the service was not allowed.
    // Keys of principals are indexed by the default collation, which ARNs do not have.
    private static final Sql RANKED = new Sql("""
            with entity as materialized (
              select iam_entity.account_id, entity_id, arn, entity_type, created_at, service_generated_at,
                password_last_used,
                array(select id from principal where principal_key = arn collate "default") as principal_refs
              from iam_entity
              where iam_entity.account_id = any(:account_ids)
              and entity_type = any(:entity_types)
              and (:arns::text[] is null or arn = any(:arns))
              and (deleted_at is null or :include_deleted or arn = any(:arns))
              and service_generated_at is not null
              and (created_at is null or created_at <= :unused_since)
            ),
            entity_principal as (
              select account_id, entity_id, unnest(principal_refs) as principal_ref
              from entity
            ),
            granted as (
              select account.account_id, service.*
              from (
                select distinct account_id
                from entity
              ) account
              cross join lateral (
                select
                  entity_id,
                  count(*) as granted_service_count,
                  max(last_accessed_time) as last_accessed_time,
                  count(*) filter (where last_accessed_time is null or last_accessed_time < :unused_since)
                    as stale_service_count,
                  max(last_accessed_time) filter (where last_accessed_time < :unused_since) as stale_last_accessed_time
                from last_accessed
                where account_id = account.account_id
                and tracked_action_ref = 0
                and superseded_at is null
                group by entity_id
              ) service
            ),
            call as materialized (
              select account_id, principal_ref, action_ref, max(last_event_time) as last_event_time
              from principal_call_month
              where account_id = any(:account_ids)
              and month >= :since_month::date
              and last_event_time >= :unused_since
              group by account_id, principal_ref, action_ref
            ),
            seen as (
              select account_id, entity_id, max(last_event_time) as last_event_time
              from call
              join entity_principal using (account_id, principal_ref)
              group by account_id, entity_id
            ),
            spared_service as (
              select allowed.account_id, allowed.entity_id, allowed.service_ref, true as young
              from last_accessed allowed
              where allowed.account_id = any(:account_ids)
              and allowed.change = 'allowed'
              and allowed.generated_at > :unused_since
              and allowed.tracked_action_ref = 0
              and exists (
                select
                from last_accessed_job job
                where job.account_id = allowed.account_id
                and job.entity_id = allowed.entity_id
                and job.state = 'done'
                and job.job_completion_date >= :unused_since
                and job.job_completion_date < allowed.generated_at
              )
              union all
              select account_id, entity_id, mapped.service_ref, false
              from call
              join unnest(:action_refs::bigint[], :service_refs::bigint[]) as mapped (action_ref, service_ref)
                on mapped.action_ref = call.action_ref
              join entity_principal using (account_id, principal_ref)
            ),
            spared as materialized (
              select
                service.account_id,
                service.entity_id,
                array_agg(service.service_ref::bigint) as service_refs,
                array_agg(service.service_ref::bigint) filter (where service.young) as young_service_refs,
                max(said.last_accessed_time) as last_accessed_time
              from (
                select account_id, entity_id, service_ref, bool_or(young) as young
                from spared_service
                group by account_id, entity_id, service_ref
              ) service
              join last_accessed said
                on said.account_id = service.account_id
                and said.entity_id = service.entity_id
                and said.service_ref = service.service_ref
                and said.tracked_action_ref = 0
                and said.superseded_at is null
              where said.last_accessed_time is null
              or said.last_accessed_time < :unused_since
              group by service.account_id, service.entity_id
            ),
            access_key as (
              select account_id, entity_id, max(last_used_at) as last_used_at
              from iam_access_key
              where account_id = any(:account_ids)
              group by account_id, entity_id
            ),
            used as (
              select
                entity.account_id,
                entity.entity_id,
                entity.arn,
                entity.created_at,
                entity.service_generated_at,
                entity.entity_type in ('user', 'role') as principal,
                coalesce(granted.granted_service_count, 0) as granted_service_count,
                coalesce(granted.stale_service_count, 0) - coalesce(cardinality(spared.service_refs), 0)
                  as unused_service_count,
                case
                  when spared.last_accessed_time = granted.stale_last_accessed_time then (
                    select max(said.last_accessed_time)
                    from last_accessed said
                    where said.account_id = entity.account_id
                    and said.entity_id = entity.entity_id
                    and said.tracked_action_ref = 0
                    and said.superseded_at is null
                    and said.last_accessed_time < :unused_since
                    and said.service_ref <> all (spared.service_refs)
                  )
                  else granted.stale_last_accessed_time
                end as unused_last_accessed_time,
                spared.young_service_refs,
                greatest(granted.last_accessed_time, entity.password_last_used, access_key.last_used_at,
                  seen.last_event_time, earlier.last_event_time) as last_used_at
              from entity
              left join granted on granted.account_id = entity.account_id and granted.entity_id = entity.entity_id
              left join spared on spared.account_id = entity.account_id and spared.entity_id = entity.entity_id
              left join seen on seen.account_id = entity.account_id and seen.entity_id = entity.entity_id
              left join access_key
                on access_key.account_id = entity.account_id and access_key.entity_id = entity.entity_id
              left join lateral (
                select sighting.last_event_time
                from principal_key
                join sighting
                  on kind = 'principal'
                  and value_ref = principal_key.id
                  and sighting.account_id = entity.account_id
                where principal_key = entity.arn collate "default"
                and seen.entity_id is null
                and (granted.last_accessed_time is null or granted.last_accessed_time < :unused_since)
              ) earlier on true
            ),
            finding as materialized (
              select
                case when idle.whole then 1 else 4 end as kind_number,
                case when idle.whole then granted_service_count else unused_service_count end as unused_service_count,
                case
                  when idle.whole then last_used_at
                  when unused_service_count > 0 then unused_last_accessed_time
                  else action.last_accessed_time
                end as last_used_at,
                used.account_id,
                used.entity_id,
                used.arn,
                used.created_at,
                used.service_generated_at,
                used.granted_service_count,
                used.young_service_refs
              from used
              cross join lateral (
                select used.principal and (used.last_used_at is null or used.last_used_at < :unused_since) as whole
              ) idle
              cross join lateral (
                select count(*) as unused_action_count, max(said.last_accessed_time) as last_accessed_time
                from last_accessed said
                where :include_actions
                and not idle.whole
                and used.unused_service_count = 0
                and said.account_id = used.account_id
                and said.entity_id = used.entity_id
                and said.tracked_action_ref <> 0
                and said.superseded_at is null
                and (said.last_accessed_time is null or said.last_accessed_time < :unused_since)
                and said.service_ref <> all (coalesce(used.young_service_refs, '{}'))
              ) action
              where (idle.whole and 1 = any(:kinds))
              or (
                not idle.whole
                and 4 = any(:kinds)
                and (used.unused_service_count > 0 or action.unused_action_count > 0)
              )
            )
            select
              total.principal_count,
              total.permission_count,
              page.kind,
              page.unused_service_count,
              page.last_used_at,
              page.created_at as grant_created_at,
              page.service_generated_at as generated_at,
              page.granted_service_count,
              coalesce(page.young_service_refs, '{}') as young_service_refs,
              '' as access_key_id,
              entity.*
            from (
              select
                count(*) filter (where kind_number = 1) as principal_count,
                count(*) filter (where kind_number = 4) as permission_count
              from finding
            ) total
            left join (
              select
                finding.*,
                case kind_number when 1 then 'UNUSED_ACCESS_KIND_PRINCIPAL' else 'UNUSED_ACCESS_KIND_PERMISSION' end
                  as kind
              from finding
              where (kind_number, -unused_service_count, coalesce(last_used_at, '-infinity'), account_id, arn, '')
                > (:last_kind, -:last_unused_service_count, coalesce(:last_used_at::timestamptz, '-infinity'),
                  :last_account_id, :last_arn, :last_access_key_id)
              order by kind_number, unused_service_count desc, last_used_at nulls first, account_id, arn
              limit :limit
            ) page on true
            left join iam_entity entity on entity.account_id = page.account_id and entity.entity_id = page.entity_id
            order by page.kind_number, page.unused_service_count desc, page.last_used_at nulls first, page.account_id,
              page.arn
            """);

    private UnusedEntities() {}

    static Found find(Snapshot snapshot, Binds binds, Instant now) throws SQLException {
        return Found.read(
                snapshot,
                RANKED,
                binds,
                now,
                UnusedAccessKind.UNUSED_ACCESS_KIND_PRINCIPAL,
                UnusedAccessKind.UNUSED_ACCESS_KIND_PERMISSION);
    }
}
