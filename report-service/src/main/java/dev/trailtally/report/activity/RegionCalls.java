package dev.trailtally.report.activity;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Row;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.GetActivitySummaryResponse;
import dev.trailtally.report.v1.RegionActivity;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The top regions of an account, with what was called there. */
final class RegionCalls {

    private static final Sql CALLS = new Sql("""
            with bucket as (
              select region_ref, action_ref, event_count, failed_count, first_event_time, last_event_time
              from usage_month
              where account_id = :account_id
              and month >= :first_month
              and month < :end_month
              union all
              select region_ref, action_ref, event_count, failed_count, first_event_time, last_event_time
              from usage_day
              where account_id = :account_id
              and day = any(:days)
              union all
              select region_ref, action_ref, event_count, failed_count, first_event_time, last_event_time
              from usage_hour
              where account_id = :account_id
              and hour = any(:hours)
              union all
              select region_ref, action_ref, 1, failed::integer, event_time, event_time
              from event
              where account_id = :account_id
              and event_time >= :head_start
              and event_time < :head_end
              and batch_id not in (
                select batch_id
                from ledger
                where account_id = :account_id
                and day = :head_day
                and rolled_up_at is null
              )
              union all
              select region_ref, action_ref, 1, failed::integer, event_time, event_time
              from event
              where account_id = :account_id
              and event_time >= :tail_start
              and event_time < :tail_end
              and batch_id not in (
                select batch_id
                from ledger
                where account_id = :account_id
                and day = :tail_day
                and rolled_up_at is null
              )
            ),
            call as materialized (
              select
                region_ref,
                action_ref,
                sum(
                  case :outcome
                    when 'all' then event_count
                    when 'failed' then failed_count
                    else event_count - failed_count
                  end
                )::bigint as event_count,
                sum(case :outcome when 'successful' then 0 else failed_count end)::bigint as failed_count
              from bucket
              group by region_ref, action_ref
            ),
            region_total as (
              select
                region_ref,
                sum(event_count)::bigint as event_count,
                sum(failed_count)::bigint as failed_count,
                count(*) over () as list_value_count,
                (sum(sum(event_count)) over ())::bigint as list_event_count
              from call
              group by region_ref
              having sum(event_count) > 0
            ),
            top_region as materialized (
              select region_total.*, region
              from region_total
              join region on region.id = region_ref
              order by event_count desc, region collate "C"
              limit :top
            ),
            entry as (
              select region_ref, event_source || ':' || event_name as value, event_count
              from call
              join action on action.id = action_ref
              where region_ref in (select region_ref from top_region)
              and event_count > 0
            ),
            ranked as (
              select
                region_ref,
                value,
                event_count,
                row_number() over (partition by region_ref order by event_count desc, value collate "C") as place,
                count(*) over (partition by region_ref) as list_value_count,
                (sum(event_count) over (partition by region_ref))::bigint as list_event_count
              from entry
            )
            select
              'REGION' as list,
              row_number() over (order by event_count desc, region collate "C") as place,
              region_ref,
              region as value,
              event_count,
              failed_count,
              list_value_count,
              list_event_count
            from top_region
            union all
            select 'API_CALL', place, region_ref, value, event_count, null, list_value_count, list_event_count
            from ranked
            where place <= :nested_top
            order by place
            """);

    private RegionCalls() {}

    static void read(Snapshot snapshot, Binds binds, GetActivitySummaryResponse.Builder response) throws SQLException {
        var top = new LinkedHashMap<Integer, RegionActivity.Builder>();
        var lists = new TopLists();
        response.setRegionRemainder(TopLists.remainder(0, 0));
        snapshot.list(CALLS, binds, row -> {
            int reference = row.reference("region_ref");
            if (row.text("list").equals("REGION")) {
                top.put(reference, region(row));
                count(response, top, row);
            } else {
                lists.add(reference, TopLists.Kind.API_CALL, row);
            }
            return reference;
        });
        top.forEach((reference, region) ->
                response.addRegions(region.setApiCalls(lists.of(reference, TopLists.Kind.API_CALL))));
    }

    private static RegionActivity.Builder region(Row row) throws SQLException {
        return RegionActivity.newBuilder()
                .setRegion(row.text("value"))
                .setEventCount(row.number("event_count"))
                .setFailedCount(row.number("failed_count"));
    }

    private static void count(
            GetActivitySummaryResponse.Builder response, Map<Integer, RegionActivity.Builder> top, Row row)
            throws SQLException {
        long listed = top.values().stream()
                .mapToLong(RegionActivity.Builder::getEventCount)
                .sum();
        response.setRegionRemainder(TopLists.remainder(
                row.number("list_value_count") - top.size(), row.number("list_event_count") - listed));
    }
}
