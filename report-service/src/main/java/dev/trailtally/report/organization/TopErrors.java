package dev.trailtally.report.organization;

import dev.trailtally.report.permission.Denials;
import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.GetOrganizationSummaryResponse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The most frequent error codes, and the actions that were denied most. */
final class TopErrors {

    // "error_code_ref <> 0" is what the indexes of errors hold, with failed_count: all these events failed.
    private static final Sql ERRORS = new Sql("""
            with bucket as (
              select error_code_ref, action_ref, failed_count, 0 as shared_event_count
              from all_error_month
              where account_id = any(:account_ids)
              and category = any(:categories)
              and month >= :first_month
              and month < :end_month
              union all
              select error_code_ref, action_ref, failed_count, 0
              from all_error_day
              where account_id = any(:account_ids)
              and category = any(:categories)
              and day = any(:days)
              union all
              select error_code_ref, action_ref, -failed_count, 0
              from all_error_day
              where account_id = any(:account_ids)
              and category = any(:categories)
              and day = any(:other_days)
              union all
              select error_code_ref, action_ref, -failed_count, failed_count
              from shared_call_count(:account_ids, :first_month, :end_month, :days, :other_days)
              where category = any(:categories)
              and error_code_ref <> 0
            ),
            error as materialized (
              select
                error_code_ref,
                action_ref,
                sum(failed_count)::bigint as event_count,
                sum(shared_event_count)::bigint as shared_event_count
              from bucket
              group by error_code_ref, action_ref
              having sum(failed_count) > 0
            ),
            code as (
              select
                error_code as value,
                sum(event_count)::bigint as event_count,
                sum(shared_event_count)::bigint as shared_event_count
              from error
              join error_code on error_code.id = error_code_ref
              group by error_code
            ),
            denied as (
              select
                event_source || ':' || event_name as value,
                sum(event_count)::bigint as event_count,
                sum(shared_event_count)::bigint as shared_event_count
              from error
              join error_code on error_code.id = error_code_ref
              join action on action.id = action_ref
              where error_code ~ :denied
              group by event_source, event_name
            ),
            entry as (
              select 'error_code' as list, *
              from code
              union all
              select 'denied_action', *
              from denied
            ),
            ranked as (
              select
                list,
                value,
                event_count,
                shared_event_count,
                row_number() over (partition by list order by event_count desc, value collate "C") as place,
                count(*) over (partition by list) as list_value_count,
                (sum(event_count) over (partition by list))::bigint as list_event_count
              from entry
            )
            select *
            from ranked
            where place <= :top
            order by list, place
            """);

    private TopErrors() {}

    static void read(Snapshot snapshot, Binds binds, GetOrganizationSummaryResponse.Builder response)
            throws SQLException {
        var codes = new ArrayList<TopRow>();
        var denied = new ArrayList<TopRow>();
        snapshot.list(
                ERRORS,
                new Binds().withAll(binds).with("denied", Denials.PATTERN),
                row -> list(row, codes, denied).add(TopRow.ofShared(row)));
        response.setErrorCodes(TopRow.counts(codes)).setDeniedActions(TopRow.counts(denied));
    }

    private static List<TopRow> list(Row row, List<TopRow> codes, List<TopRow> denied) throws SQLException {
        return row.text("list").equals("error_code") ? codes : denied;
    }
}
