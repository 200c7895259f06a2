package dev.trailtally.collector.store;

import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.event.BoundedText;
import dev.trailtally.server.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** What else is written of events: their batch, partitions, original ids and JSON. */
final class EventTables {

    /** Seconds since 1970 before which no event may be stored; holds off retention until the transaction ends. */
    long rawEventsFrom(Connection connection) throws SQLException {
        return Sql.of("""
                select case when isfinite(raw_events_from) then extract(epoch from raw_events_from)::bigint end
                from retention
                for share
                """).one(connection, row -> {
            long second = row.getLong(1);
            return row.wasNull() ? Long.MIN_VALUE : second;
        });
    }

    long nextBatchId(Connection connection) throws SQLException {
        return Sql.of("select nextval('batch_id_seq')").one(connection, row -> row.getLong(1));
    }

    /** Makes the partitions of the months. */
    void ensureMonths(List<YearMonth> months, Connection connection) throws SQLException {
        var sql = """
                select ensure_event_month(month)
                from unnest(:months::date[]) month
                order by month
                """;
        Sql.of(sql)
                .with("months", Sql.array("date", months, month -> month.atDay(1)))
                .update(connection);
    }

    /**
     * Stores eventIDs that are not UUIDs, and JSON if the scan requested it; also for duplicates that were stored
     * without it.
     */
    void keepOriginals(EventRows rows, BitSet except, Connection connection) throws SQLException {
        var batch = rows.batch();
        var originals = IntStream.of(rows.order())
                .filter(row -> batch.originalIds.get(row) != null && !except.get(row))
                .boxed()
                .toList();
        if (!originals.isEmpty()) {
            Sql.of("""
                    insert into event_original_id (account_id, event_time, event_id, original_event_id)
                    select v.account_id, to_timestamp(v.second), v.event_id, v.original_event_id
                    from unnest(:account_ids::bigint[], :seconds::bigint[], :event_ids::uuid[], :original_ids::text[])
                      v (account_id, second, event_id, original_event_id)
                    on conflict do nothing
                    """)
                    .with("account_ids", Sql.array("bigint", originals, row -> batch.account[row]))
                    .with("seconds", Sql.array("bigint", originals, row -> batch.second[row]))
                    .with(
                            "event_ids",
                            Sql.array("uuid", originals, row -> new UUID(batch.idHigh[row], batch.idLow[row])))
                    .with(
                            "original_ids",
                            Sql.array(
                                    "text",
                                    originals,
                                    row -> BoundedText.text(requireNonNull(batch.originalIds.get(row)))))
                    .update(connection);
        }
        keepRaw(rows, except, connection);
    }

    private static void keepRaw(EventRows rows, BitSet except, Connection connection) throws SQLException {
        var raws = rows.batch().raws;
        if (raws.isEmpty()) {
            return;
        }
        Sql.of("""
                create temporary table if not exists event_raw_staging (like event_raw)
                on commit delete rows
                """).update(connection);
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
        Sql.of("""
                insert into event_raw
                select *
                from event_raw_staging
                on conflict do nothing
                """).update(connection);
    }
}
