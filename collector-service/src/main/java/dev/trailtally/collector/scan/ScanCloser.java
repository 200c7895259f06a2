package dev.trailtally.collector.scan;

import dev.trailtally.collector.database.ScanDatabase;
import dev.trailtally.server.database.Sql;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;

/** Ends scans of which everything listed has been read, by any scan, and creates those that repeat them. */
@Singleton
public final class ScanCloser {

    private static final String END = """
            with ended as (
              update scan s
              set state = case
                when exists (select from scan_failure f where f.scan_id = s.scan_id) then 'incomplete'
                when exists (
                  select from log_object o where o.scan_id = s.scan_id and o.state = 'unreadable')
                  then 'incomplete'
                when exists (
                  select
                  from awaited_object a
                  join log_object o on o.object_id = a.object_id
                  where a.scan_id = s.scan_id
                  and o.state = 'unreadable')
                  then 'incomplete'
                when exists (select from scan_unit u where u.scan_id = s.scan_id and u.state = 'failed')
                  then 'incomplete'
                when exists (
                  select from last_accessed_job j where j.scan_id = s.scan_id and j.state = 'failed')
                  then 'incomplete'
                else 'succeeded'
              end,
              finished_at = now(),
              next_scan_id = case when repetition_interval is not null then gen_random_uuid() end
              where s.state = 'running'
              and s.listing_done
              and not exists (
                select from log_object o where o.scan_id = s.scan_id and o.state = 'pending')
              and not exists (
                select from awaited_object a where a.scan_id = s.scan_id and not a.final)
              and not exists (
                select from scan_unit u where u.scan_id = s.scan_id and u.state in ('pending', 'running'))
              returning s.*
            )
            insert into scan (scan_id, source_kind, source_location, source_region, account_ids, regions,
              start_time, end_time, keep_raw, state, lookup, last_accessed, repetition_interval, repetition_overlap,
              series_id, earliest_start, caller_account_id, caller_arn, aws_endpoint)
            select next_scan_id, source_kind, source_location, source_region, account_ids, regions,
              start_time, end_time, keep_raw, 'pending', lookup, last_accessed, repetition_interval, repetition_overlap,
              series_id,
              greatest(coalesce(earliest_start, created_at) + repetition_interval, now()),
              caller_account_id, caller_arn, aws_endpoint
            from ended
            where next_scan_id is not null
            """;

    private final ScanDatabase database;

    public ScanCloser(ScanDatabase database) {
        this.database = database;
    }

    /** Ends what can be ended; any instance may, at any time. Returns whether open scans are left. */
    public boolean close() {
        return database.statement(connection -> {
            Sql.of(END).update(connection);
            return openScans(connection);
        });
    }

    private static boolean openScans(Connection connection) throws SQLException {
        return Sql.of("""
                select
                from scan
                where state in ('pending', 'running')
                and (earliest_start is null or earliest_start <= now())
                """).exists(connection);
    }
}
