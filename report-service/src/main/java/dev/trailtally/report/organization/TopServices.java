package dev.trailtally.report.organization;

import dev.trailtally.report.snapshot.Binds;
import dev.trailtally.report.snapshot.Snapshot;
import dev.trailtally.report.snapshot.Sql;
import dev.trailtally.report.v1.TopCounts;
import java.sql.SQLException;

/** The event sources with most events. */
final class TopServices {

    private static final Sql SERVICES = new Sql("""
            with bucket as (
              select event_source_ref, event_count, 0 as shared_event_count
              from all_service_month
              where account_id = any(:account_ids)
              and category = any(:categories)
              and month >= :first_month
              and month < :end_month
              union all
              select event_source_ref, event_count, 0
              from all_service_day
              where account_id = any(:account_ids)
              and category = any(:categories)
              and day = any(:days)
              union all
              select event_source_ref, -event_count, 0
              from all_service_day
              where account_id = any(:account_ids)
              and category = any(:categories)
              and day = any(:other_days)
              union all
              select source.id, -event_count, event_count
              from shared_call_count(:account_ids, :first_month, :end_month, :days, :other_days)
              join action on action.id = action_ref
              join event_source source on source.event_source = action.event_source
              where category = any(:categories)
            ),
            total as (
              select
                event_source_ref,
                sum(event_count)::bigint as event_count,
                sum(shared_event_count)::bigint as shared_event_count
              from bucket
              group by event_source_ref
              having sum(event_count) > 0
            )
            select
              event_source as value,
              event_count,
              shared_event_count,
              count(*) over () as list_value_count,
              (sum(event_count) over ())::bigint as list_event_count
            from total
            join event_source on event_source.id = event_source_ref
            order by event_count desc, event_source collate "C"
            limit :top
            """);

    private TopServices() {}

    static TopCounts read(Snapshot snapshot, Binds binds) throws SQLException {
        return TopRow.counts(snapshot.list(SERVICES, binds, TopRow::ofShared));
    }
}
