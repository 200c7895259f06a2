package dev.trailtally.report.organization;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.AccountCount;
import dev.trailtally.report.v1.GetOrganizationSummaryResponse;
import dev.trailtally.rpc.AccountIds;
import java.sql.SQLException;

/** The accounts with most events, and the totals: every event has an account, and calls between them count once. */
final class TopAccounts {

    private static final Sql ACCOUNTS = new Sql("""
            with bucket as (
              select account_id, event_count, failed_count
              from category_month
              where account_id = any(:account_ids)
              and category = any(:categories)
              and month >= :first_month
              and month < :end_month
              union all
              select account_id, event_count, failed_count
              from category_day
              where account_id = any(:account_ids)
              and category = any(:categories)
              and day = any(:days)
              union all
              select account_id, -event_count, -failed_count
              from category_day
              where account_id = any(:account_ids)
              and category = any(:categories)
              and day = any(:other_days)
            ),
            total as (
              select account_id, sum(event_count)::bigint as event_count, sum(failed_count)::bigint as failed_count
              from bucket
              group by account_id
              having sum(event_count) > 0
            )
            select
              account_id,
              account_id::text as value,
              total.event_count,
              total.failed_count,
              count(*) over () as list_value_count,
              (sum(total.event_count) over ())::bigint as list_event_count,
              (sum(total.failed_count) over ())::bigint as list_failed_count,
              shared.event_count as shared_event_count,
              shared.failed_count as shared_failed_count
            from total
            cross join (
              select
                coalesce(sum(event_count), 0)::bigint as event_count,
                coalesce(sum(failed_count), 0)::bigint as failed_count
              from shared_call_count(:account_ids, :first_month, :end_month, :days, :other_days)
              where category = any(:categories)
            ) shared
            order by total.event_count desc, account_id
            limit :top
            """);

    private TopAccounts() {}

    static void read(
            Snapshot snapshot, Binds binds, Organization organization, GetOrganizationSummaryResponse.Builder response)
            throws SQLException {
        var rows = snapshot.list(ACCOUNTS, binds, row -> add(row, organization, response));
        response.setAccountRemainder(TopRow.remainder(rows));
    }

    private static TopRow add(Row row, Organization organization, GetOrganizationSummaryResponse.Builder response)
            throws SQLException {
        long accountId = row.number("account_id");
        long shared = row.number("shared_event_count");
        response.setEventCount(row.number("list_event_count") - shared)
                .setFailedCount(row.number("list_failed_count") - row.number("shared_failed_count"))
                .setSharedEventCount(shared)
                .addAccounts(AccountCount.newBuilder()
                        .setAccountId(AccountIds.format(accountId))
                        .setAccountName(organization.name(accountId))
                        .setEventCount(row.number("event_count"))
                        .setFailedCount(row.number("failed_count")));
        return TopRow.of(row);
    }
}
