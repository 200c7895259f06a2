package dev.trailtally.report.unused;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.UnusedAccessKind;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;

/** Principals without any activity, and entities in use that are granted what they do not use. */
final class UnusedEntities {

    // All entities have to be looked at to rank them. One pass over last_accessed_service_idx does it, without the
    // table;
    // CloudTrail is probed by month for principals that IAM knows no activity of, and read since unused_since else.
    //
    // A grant is young where a report since then still said that it was not allowed: jobs tell of the reports, and the
    // rows that follow each other without a gap ("chain") from when on it was allowed.
    private static final Sql RANKED = new Sql("""
            with recursive entity as materialized (
              select iam_entity.account_id, entity_id, arn, entity_type, created_at, service_generated_at,
                password_last_used, principal.id as principal_ref
              from iam_entity
              left join principal on principal.principal_key = arn
              where iam_entity.account_id = any(:account_ids)
              and entity_type = any(:entity_types)
              and (:arns::text[] is null or arn = any(:arns))
              and (deleted_at is null or :include_deleted or arn = any(:arns))
              and service_generated_at is not null
              and (created_at is null or created_at <= :unused_since)
            ),
            report as (
              select job.account_id, job.entity_id, min(job.job_completion_date) as first_generated_at
              from entity
              join last_accessed_job job on job.account_id = entity.account_id and job.entity_id = entity.entity_id
              where job.state = 'done'
              and job.job_completion_date >= :unused_since
              group by job.account_id, job.entity_id
            ),
            chain as (
              select said.account_id, said.entity_id, said.service_ref, said.generated_at, report.first_generated_at
              from report
              join last_accessed said on said.account_id = report.account_id and said.entity_id = report.entity_id
              where said.tracked_action_ref = 0
              and said.superseded_at is null
              and said.generated_at > report.first_generated_at
              and (said.last_accessed_time is null or said.last_accessed_time < :unused_since)
              union all
              select before.account_id, before.entity_id, before.service_ref, before.generated_at,
                chain.first_generated_at
              from chain
              join last_accessed before
                on before.account_id = chain.account_id
                and before.entity_id = chain.entity_id
                and before.service_ref = chain.service_ref
                and before.tracked_action_ref = 0
                and before.superseded_at = chain.generated_at
            ),
            young as (
              select account_id, entity_id, service_ref
              from chain
              group by account_id, entity_id, service_ref
              having min(generated_at) > min(first_generated_at)
            ),
            seen as (
              select call.account_id, call.principal_ref, mapped.service_ref
              from principal_call_month call
              join unnest(:action_refs::integer[], :service_refs::integer[]) as mapped (action_ref, service_ref)
                on mapped.action_ref = call.action_ref
              where call.account_id = any(:account_ids)
              and call.month >= :since_month::date
              and call.last_event_time >= :unused_since
              group by call.account_id, call.principal_ref, mapped.service_ref
            ),
            granted as (
              select
                entity.account_id,
                entity.entity_id,
                count(said.service_ref) as granted_service_count,
                max(said.last_accessed_time) as last_accessed_time,
                count(said.service_ref) filter (where service.unused) as unused_service_count,
                max(said.last_accessed_time) filter (where service.unused) as unused_last_accessed_time,
                array_agg(said.service_ref::bigint) filter (where young.service_ref is not null) as young_service_refs
              from entity
              left join last_accessed said
                on said.account_id = entity.account_id
                and said.entity_id = entity.entity_id
                and said.tracked_action_ref = 0
                and said.superseded_at is null
              left join young
                on young.account_id = entity.account_id
                and young.entity_id = entity.entity_id
                and young.service_ref = said.service_ref
              left join seen
                on seen.account_id = entity.account_id
                and seen.principal_ref = entity.principal_ref
                and seen.service_ref = said.service_ref
              cross join lateral (
                select (said.last_accessed_time is null or said.last_accessed_time < :unused_since)
                  and young.service_ref is null
                  and seen.service_ref is null as unused
              ) service
              group by entity.account_id, entity.entity_id
            ),
            month as materialized (
              select generate_series(
                date_trunc('month', greatest(min(first_event_time), :unused_since::timestamptz - interval '10 years')
                  at time zone 'UTC'),
                date_trunc('month', least(max(last_event_time), :unused_since::timestamptz + interval '400 days')
                  at time zone 'UTC'),
                interval '1 month'
              )::date as month
              from rollup_account
              where account_id = any(:account_ids)
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
                granted.granted_service_count,
                granted.unused_service_count,
                granted.unused_last_accessed_time,
                granted.young_service_refs,
                entity.entity_type in ('user', 'role') as principal,
                greatest(granted.last_accessed_time, entity.password_last_used, access_key.last_used_at,
                  call.last_event_time) as last_used_at
              from entity
              join granted on granted.account_id = entity.account_id and granted.entity_id = entity.entity_id
              left join access_key
                on access_key.account_id = entity.account_id and access_key.entity_id = entity.entity_id
              cross join lateral (
                select max(call.last_event_time) as last_event_time
                from month
                join principal_call_month call
                  on call.account_id = entity.account_id
                  and call.month = month.month
                  and call.principal_ref = entity.principal_ref
                where granted.last_accessed_time is null
                or granted.last_accessed_time < :unused_since
              ) call
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

    private static final Map<UnusedAccessKind, String> COUNTS = Map.of(
            UnusedAccessKind.UNUSED_ACCESS_KIND_PRINCIPAL, "principal_count",
            UnusedAccessKind.UNUSED_ACCESS_KIND_PERMISSION, "permission_count");

    private UnusedEntities() {}

    static Found find(Snapshot snapshot, Binds binds, Instant now) throws SQLException {
        return Found.read(snapshot, RANKED, binds, COUNTS, now);
    }
}
