package dev.trailtally.report.unused;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.UnusedAccessKind;
import java.sql.SQLException;
import java.time.Instant;

/** Console passwords that were used at some time, but not in the requested period. */
final class UnusedPasswords {

    private static final Sql RANKED = new Sql("""
            with finding as materialized (
              select account_id, entity_id, arn, created_at, last_listed_at, password_last_used as last_used_at
              from iam_entity
              where account_id = any(:account_ids)
              and entity_type = any(:entity_types)
              and (:arns::text[] is null or arn = any(:arns))
              and deleted_at is null
              and password_last_used < :unused_since
            )
            select
              total.password_count,
              page.kind,
              0 as unused_service_count,
              page.last_used_at,
              page.created_at as grant_created_at,
              page.last_listed_at as generated_at,
              '' as access_key_id,
              entity.*
            from (
              select count(*) as password_count
              from finding
            ) total
            left join (
              select finding.*, 'UNUSED_ACCESS_KIND_PASSWORD' as kind
              from finding
              where (3, 0, last_used_at, account_id, arn, '')
                > (:last_kind, -:last_unused_service_count, coalesce(:last_used_at::timestamptz, '-infinity'),
                  :last_account_id, :last_arn, :last_access_key_id)
              order by last_used_at, account_id, arn
              limit :limit
            ) page on true
            left join iam_entity entity on entity.account_id = page.account_id and entity.entity_id = page.entity_id
            order by page.last_used_at, page.account_id, page.arn
            """);

    private UnusedPasswords() {}

    static Found find(Snapshot snapshot, Binds binds, Instant now) throws SQLException {
        return Found.read(snapshot, RANKED, binds, now, UnusedAccessKind.UNUSED_ACCESS_KIND_PASSWORD);
    }
}
