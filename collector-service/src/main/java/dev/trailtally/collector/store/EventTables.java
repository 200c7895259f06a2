package dev.trailtally.collector.store;

import dev.trailtally.collector.event.BoundedText;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.UUID;
import java.util.function.IntPredicate;

/** The statements that write events. */
final class EventTables {

    /** Seconds since 1970 before which no event may be stored; holds off retention until the transaction ends. */
    long rawEventsFrom(Connection connection) throws SQLException {
        var sql = """
                select case when isfinite(raw_events_from) then extract(epoch from raw_events_from)::bigint end
                from retention
                for share
                """;
        try (var statement = connection.prepareStatement(sql);
                var row = statement.executeQuery()) {
            row.next();
            long second = row.getLong(1);
            return row.wasNull() ? Long.MIN_VALUE : second;
        }
    }

    long nextBatchId(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("select nextval('batch_id_seq')");
                var row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Makes the partitions of the days, given as days since 1970. */
    void ensureDays(long[] days, Connection connection) throws SQLException {
        var sql = """
                select ensure_event_day(date '1970-01-01' + day)
                from unnest(?::integer[]) day
                order by day
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "integer", Arrays.stream(days).boxed().toArray()));
            statement.execute();
        }
    }

    /** Copies the rows straight in; fails with a unique violation if one is stored already. */
    void copy(EventRows rows, long batchId, IntPredicate wanted, BatchTally tally, Connection connection)
            throws SQLException {
        try (var copy = CopyBuffer.start(connection, "copy event from stdin (format binary)")) {
            for (int row : rows.order()) {
                if (wanted.test(row)) {
                    rows.write(row, batchId, copy);
                    copy.flushIfFull();
                    tally.stored(rows.account(row), rows.region(row), 1, rows.second(row), rows.second(row));
                }
            }
            copy.finish();
        }
    }

    /** Inserts those rows that are not stored yet; returns how many were. */
    long insertAbsent(EventRows rows, long batchId, BitSet wanted, BatchTally tally, Connection connection)
            throws SQLException {
        if (wanted.isEmpty()) {
            return 0;
        }
        try (var statement = connection.createStatement()) {
            statement.execute("""
                    create temporary table if not exists event_staging (like event)
                    on commit delete rows
                    """);
        }
        try (var copy = CopyBuffer.start(connection, "copy event_staging from stdin (format binary)")) {
            for (int row : rows.order()) {
                if (wanted.get(row)) {
                    rows.write(row, batchId, copy);
                    copy.flushIfFull();
                }
            }
            copy.finish();
        }
        return wanted.cardinality() - insertStaged(tally, connection);
    }

    private static long insertStaged(BatchTally tally, Connection connection) throws SQLException {
        var sql = """
                with stored as (
                  insert into event
                  select *
                  from event_staging
                  order by account_id, event_time, event_id
                  on conflict do nothing
                  returning account_id, region_ref, event_time
                )
                select
                  account_id,
                  region_ref,
                  count(*),
                  extract(epoch from min(event_time))::bigint,
                  extract(epoch from max(event_time))::bigint
                from stored
                group by account_id, region_ref, (event_time at time zone 'UTC')::date
                """;
        long count = 0;
        try (var statement = connection.prepareStatement(sql);
                var row = statement.executeQuery()) {
            while (row.next()) {
                tally.stored(row.getLong(1), row.getInt(2), row.getLong(3), row.getLong(4), row.getLong(5));
                count += row.getLong(3);
            }
        }
        return count;
    }

    /**
     * Stores eventIDs that are not UUIDs, and JSON if the scan requested it; also for duplicates that were stored
     * without it.
     */
    void keepOriginals(EventRows rows, BitSet except, Connection connection) throws SQLException {
        var batch = rows.batch();
        var sql = """
                insert into event_original_id (account_id, event_time, event_id, original_event_id)
                values (?, to_timestamp(?), ?::uuid, ?)
                on conflict do nothing
                """;
        if (!batch.originalIds.isEmpty()) {
            try (var statement = connection.prepareStatement(sql)) {
                for (int row : rows.order()) {
                    var original = batch.originalIds.get(row);
                    if (original != null && !except.get(row)) {
                        statement.setLong(1, batch.account[row]);
                        statement.setLong(2, batch.second[row]);
                        statement.setString(3, new UUID(batch.idHigh[row], batch.idLow[row]).toString());
                        statement.setString(4, BoundedText.text(original));
                        statement.addBatch();
                    }
                }
                statement.executeBatch();
            }
        }
        keepRaw(rows, except, connection);
    }

    private static void keepRaw(EventRows rows, BitSet except, Connection connection) throws SQLException {
        var raws = rows.batch().raws;
        if (raws.isEmpty()) {
            return;
        }
        try (var statement = connection.createStatement()) {
            statement.execute("""
                    create temporary table if not exists event_raw_staging (like event_raw)
                    on commit delete rows
                    """);
        }
        try (var copy = CopyBuffer.start(connection, "copy event_raw_staging from stdin (format binary)")) {
            for (int row : rows.order()) {
                var raw = raws.get(row);
                if (raw != null && !except.get(row)) {
                    copy.startRow(4);
                    rows.key(row, copy);
                    copy.bytea(raw);
                    copy.flushIfFull();
                }
            }
            copy.finish();
        }
        try (var statement = connection.createStatement()) {
            statement.execute("""
                    insert into event_raw
                    select *
                    from event_raw_staging
                    on conflict do nothing
                    """);
        }
    }
}
