package dev.trailtally.report.unused;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.UnusedAccessKind;
import java.sql.SQLException;
import java.time.Instant;

/** Active access keys that were not used, according to IAM and CloudTrail. */
final class UnusedAccessKeys {

    // Of the days with the key, only the last one is taken apart, whatever its history.
    private static final Sql RANKED = new Sql("""
            with finding as materialized (
              select
                entity.entity_id,
                entity.account_id,
                entity.arn,
                key.access_key_id,
                key.created_at,
                key.listed_at,
                greatest(key.last_used_at, event.last_event_time) as last_used_at
              from iam_entity entity
              join iam_access_key key on key.account_id = entity.account_id and key.entity_id = entity.entity_id
              cross join lateral (
                select
                  max(last_day.bucket::timestamp at time zone 'UTC' + (use.first_second + use.span) * interval '1 second')
                    as last_event_time
                from (
                  select bucket, text_keys, first_seconds, spans
                  from rollup
                  where family = 'access_key'
                  and grain = 'day'
                  and has_text(text_keys, key.access_key_id)
                  and is_call(category)
                  order by bucket desc
                  fetch first row with ties
                ) last_day
                cross join lateral unnest(last_day.text_keys, last_day.first_seconds, last_day.spans)
                  use (access_key_id, first_second, span)
                where use.access_key_id = key.access_key_id collate "C"
              ) event
              where entity.account_id = any(:account_ids)
              and entity.entity_type = any(:entity_types)
              and (:arns::text[] is null or entity.arn = any(:arns))
              and entity.deleted_at is null
              and key.active
              and key.deleted_at is null
              and (key.created_at is null or key.created_at <= :unused_since)
              and (key.last_used_at is null or key.last_used_at < :unused_since)
              and (event.last_event_time is null or event.last_event_time < :unused_since)
            )
            select
              total.access_key_count,
              page.kind,
              0 as unused_service_count,
              page.last_used_at,
              page.grant_created_at,
              page.listed_at as generated_at,
              page.access_key_id,
              entity.*
            from (
              select count(*) as access_key_count
              from finding
            ) total
            left join (
              select account_id, entity_id, arn, access_key_id, last_used_at, listed_at,
                created_at as grant_created_at, 'UNUSED_ACCESS_KIND_ACCESS_KEY' as kind
              from finding
              where (2, 0, coalesce(last_used_at, '-infinity'), account_id, arn, access_key_id collate "C")
                > (:last_kind, -:last_unused_service_count, coalesce(:last_used_at::timestamptz, '-infinity'),
                  :last_account_id, :last_arn, :last_access_key_id)
              order by last_used_at nulls first, account_id, arn, access_key_id collate "C"
              limit :limit
            ) page on true
            left join iam_entity entity on entity.account_id = page.account_id and entity.entity_id = page.entity_id
            order by page.last_used_at nulls first, page.account_id, page.arn, page.access_key_id collate "C"
            """);

    private UnusedAccessKeys() {}

    static Found find(Snapshot snapshot, Binds binds, Instant now) throws SQLException {
        return Found.read(snapshot, RANKED, binds, now, UnusedAccessKind.UNUSED_ACCESS_KIND_ACCESS_KEY);
    }
}
