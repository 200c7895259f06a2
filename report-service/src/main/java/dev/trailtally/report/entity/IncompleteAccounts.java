package dev.trailtally.report.entity;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import java.sql.SQLException;

/** Accounts whose last scan was not complete, or in which the newest job of an entity failed. */
final class IncompleteAccounts {

    // A unit without a window is one of last-accessed data: of the account's own, or of the organization's, which says
    // nothing of the account. Jobs that failed are few: each is asked whether another followed, not each entity for its
    // newest job.
    private static final Sql COUNT = new Sql("""
            select count(*) as incomplete_account_count
            from unnest(:account_ids::bigint[]) as asked (account_id)
            where coalesce(
              (
                select state
                from scan_unit
                where scan_unit.account_id = asked.account_id
                and start_time is null
                and region <> 'organization'
                order by unit_id desc
                limit 1
              ),
              'none'
            ) <> 'complete'
            or exists (
              select
              from last_accessed_job job
              join iam_entity entity on entity.account_id = job.account_id and entity.entity_id = job.entity_id
              where job.account_id = asked.account_id
              and job.state in ('failed', 'cancelled')
              and entity.deleted_at is null
              and not exists (
                select
                from last_accessed_job newer
                where newer.account_id = job.account_id
                and newer.entity_id = job.entity_id
                and (newer.asked_at, newer.scan_id) > (job.asked_at, job.scan_id)
              )
            )
            """);

    private IncompleteAccounts() {}

    static long count(Snapshot snapshot, long[] accountIds) throws SQLException {
        return snapshot.first(
                        COUNT,
                        new Binds().with("account_ids", accountIds),
                        row -> row.number("incomplete_account_count"))
                .orElse(0L);
    }
}
