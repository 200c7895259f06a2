package dev.trailtally.collector.store;

import static dev.trailtally.collector.store.ScanTables.array;

import dev.trailtally.collector.event.BoundedText;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;

/** What else is written of events: their batch, partitions, original ids and JSON. */
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

    /** Makes the partitions of the months. */
    void ensureMonths(List<YearMonth> months, Connection connection) throws SQLException {
        var sql = """
                select ensure_event_month(month)
                from unnest(?::date[]) month
                order by month
                """;
        try (var statement = connection.prepareStatement(sql)) {
            array(statement, 1, "date", months, month -> month.atDay(1));
            statement.execute();
        }
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
