package dev.trailtally.report.organization;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.GetOrganizationSummaryResponse;
import dev.trailtally.report.v1.PrincipalCount;
import dev.trailtally.server.database.MessageRow;
import java.sql.SQLException;

/** The principals with most events, each in the account in which it called. */
final class TopPrincipals {

    // Only keys are joined to all: a principal is there once for each of its types, and counts once.
    private static final Sql PRINCIPALS = new Sql("""
            with bucket as (
              select account_id, principal_ref, event_count, failed_count
              from all_principal_month
              where account_id = any(:account_ids)
              and category = any(:categories)
              and month >= :first_month
              and month < :end_month
              union all
              select account_id, principal_ref, event_count, failed_count
              from all_principal_day
              where account_id = any(:account_ids)
              and category = any(:categories)
              and day = any(:days)
              union all
              select account_id, principal_ref, -event_count, -failed_count
              from all_principal_day
              where account_id = any(:account_ids)
              and category = any(:categories)
              and day = any(:other_days)
            ),
            total as (
              select
                account_id,
                principal_ref,
                sum(event_count)::bigint as event_count,
                sum(failed_count)::bigint as failed_count
              from bucket
              group by account_id, principal_ref
              having sum(event_count) > 0
            ),
            top as (
              select
                total.*,
                (sum(event_count) over ())::bigint as list_event_count
              from total
              order by event_count desc
              fetch first (:top) rows with ties
            )
            select
              lpad(account_id::text, 12, '0') as account_id,
              principal_key as value,
              principal_key as "principal.key",
              principal_type as "principal.type",
              display_name as "principal.display_name",
              event_count,
              failed_count,
              list_value_count,
              list_event_count
            from top
            join principal on principal.id = principal_ref
            cross join (
              select count(*) as list_value_count
              from (
                select distinct account_id, principal_key
                from total
                join principal on principal.id = principal_ref
              ) listed
            ) list
            order by event_count desc, principal_key collate "C", principal_type collate "C", top.account_id
            limit :top
            """);

    private TopPrincipals() {}

    static void read(Snapshot snapshot, Binds binds, GetOrganizationSummaryResponse.Builder response)
            throws SQLException {
        var principal = MessageRow.of(PrincipalCount.getDefaultInstance());
        var rows = snapshot.list(PRINCIPALS, binds, row -> {
            response.addPrincipals(principal.read(row.columns()));
            return TopRow.of(row);
        });
        long listed = response.getPrincipalsList().stream()
                .map(count -> count.getAccountId() + " " + count.getPrincipal().getKey())
                .distinct()
                .count();
        response.setPrincipalRemainder(TopRow.remainder(rows, listed));
    }
}
