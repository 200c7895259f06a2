package dev.trailtally.collector.store;

import dev.trailtally.collector.store.EventRows.AccountDay;
import dev.trailtally.server.database.Sql;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * The statements that write event segments. Every batch locks its accounts and days in the same order before it looks for
 * stored events, and holds them to its end: what it does not find is not there, and nobody else is about to store it.
 */
final class SegmentTables {

    private static final int MAX_EVENTS = 4_096;
    private static final int SMALL = MAX_EVENTS / 2;
    private static final int MANY = 64;
    private static final int LEAST_PACKED = MANY / 2;
    /** Segments held in memory at a time. */
    private static final int FETCH_SIZE = 64;

    private static final int ARRAY_HEADER = 5 * Integer.BYTES;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private record Key(long account, int day) {}

    /** How many events and small segments an account and day have. */
    private record Stored(long events, long small) {

        private static final Stored NOTHING = new Stored(0, 0);

        Stored with(AccountDay day) {
            int length = day.rows().length;
            int last = (length - 1) % MAX_EVENTS + 1;
            return new Stored(events + length, small + (last < SMALL ? 1 : 0));
        }
    }

    /** What locked accounts and days had before. */
    record Locked(Map<Key, Stored> before) {

        private Stored before(AccountDay day) {
            return before.getOrDefault(new Key(day.account(), day.day()), Stored.NOTHING);
        }

        private Stored with(AccountDay day) {
            return before(day).with(day);
        }

        /** Whether this batch brings the small segment that makes them many, or a multiple of that. */
        private boolean becomesCrowded(AccountDay day) {
            long small = with(day).small();
            return small > before(day).small() && small % MANY == 0;
        }
    }

    /** Keeps other batches from the accounts and days until the transaction ends; returns what each has. */
    Locked lock(List<AccountDay> days, Connection connection) throws SQLException {
        return new Locked(Sql.of("""
                insert into event_day as d (account_id, day, event_count)
                select v.account_id, date '1970-01-01' + v.day, 0
                from unnest(:account_ids::bigint[], :days::integer[]) v (account_id, day)
                order by v.account_id, v.day
                on conflict (account_id, day) do update
                set event_count = d.event_count
                returning account_id, day - date '1970-01-01', event_count, small_count
                """)
                .with("account_ids", Sql.array("bigint", days, AccountDay::account))
                .with("days", Sql.array("integer", days, AccountDay::day))
                .map(
                        connection,
                        row -> new Key(row.getLong(1), row.getInt(2)),
                        row -> new Stored(row.getLong(3), row.getLong(4))));
    }

    /** The rows that are stored. */
    BitSet stored(EventRows events, List<AccountDay> days, Connection connection) throws SQLException {
        var stored = new BitSet(events.batch().size());
        if (days.isEmpty()) {
            return stored;
        }
        // The days of all are for the planner, who knows from them which partitions to open.
        try (var statement = Sql.of("""
                select v.place, array_send(s.seconds), array_send(s.event_ids)
                from unnest(:account_ids::bigint[], :days::integer[], :first_seconds::bigint[], :last_seconds::bigint[])
                  with ordinality v (account_id, day, first_second, last_second, place)
                join event_segment s on s.account_id = v.account_id
                and s.day = date '1970-01-01' + v.day
                and s.first_event_time <= to_timestamp(v.last_second)
                and s.last_event_time >= to_timestamp(v.first_second)
                where s.day between date '1970-01-01' + :first_day and date '1970-01-01' + :last_day
                """)
                .with("account_ids", Sql.array("bigint", days, AccountDay::account))
                .with("days", Sql.array("integer", days, AccountDay::day))
                .with("first_seconds", Sql.array("bigint", days, day -> events.second(day.rows()[0])))
                .with(
                        "last_seconds",
                        Sql.array("bigint", days, day -> events.second(day.rows()[day.rows().length - 1])))
                .with("first_day", days.stream().mapToInt(AccountDay::day).min().orElseThrow())
                .with("last_day", days.stream().mapToInt(AccountDay::day).max().orElseThrow())
                .prepare(connection)) {
            statement.setFetchSize(FETCH_SIZE);
            try (var segments = statement.executeQuery()) {
                while (segments.next()) {
                    var day = days.get(segments.getInt(1) - 1);
                    mark(events, day.rows(), segments.getBytes(2), segments.getBytes(3), stored);
                }
            }
        }
        return stored;
    }

    /** Both are in the order of time and id. */
    private static void mark(EventRows events, int[] rows, byte[] seconds, byte[] ids, BitSet stored) {
        int count = (int) INTS.get(seconds, ARRAY_HEADER - 2 * Integer.BYTES);
        int i = 0;
        int row = 0;
        while (i < count && row < rows.length) {
            int compared = compare(events, rows[row], seconds, ids, i);
            if (compared == 0) {
                stored.set(rows[row]);
            }
            row += compared <= 0 ? 1 : 0;
            i += compared >= 0 ? 1 : 0;
        }
    }

    private static int compare(EventRows events, int row, byte[] seconds, byte[] ids, int i) {
        int second = (int) INTS.get(seconds, ARRAY_HEADER + i * 2 * Integer.BYTES + Integer.BYTES);
        if (events.secondOfDay(row) != second) {
            return Integer.compare(events.secondOfDay(row), second);
        }
        int id = ARRAY_HEADER + i * (Integer.BYTES + 2 * Long.BYTES) + Integer.BYTES;
        return EventRows.compareIds(
                events.batch().idHigh[row], events.batch().idLow[row], (long) LONGS.get(ids, id), (long)
                        LONGS.get(ids, id + Long.BYTES));
    }

    /** Stores all events of the days. */
    void copy(EventRows events, List<AccountDay> days, long batchId, BatchTally tally, Connection connection)
            throws SQLException {
        try (var copy = CopyBuffer.start(connection, SegmentRow.COPY)) {
            for (var day : days) {
                int length = day.rows().length;
                for (int from = 0, part = 0; from < length; from += MAX_EVENTS, part++) {
                    int to = Math.min(length, from + MAX_EVENTS);
                    new SegmentRow(events, day, from, to, copy).write(day, batchId, part);
                }
                tally.stored(events, day);
            }
            copy.finish();
        }
    }

    /**
     * Writes down how many events the days have now, and packs days with many small segments. That they were not locked would
     * show in a sum that is wrong. The ledger has this batch by now, so that its segments count as not rolled up.
     */
    void count(List<AccountDay> days, Locked locked, Connection connection) throws SQLException {
        Sql.of("""
                update event_day d
                set event_count = v.event_count, small_count = v.small_count
                from unnest(:account_ids, :days, :event_counts, :small_counts) v (account_id, day, event_count,
                  small_count)
                where d.account_id = v.account_id
                and d.day = date '1970-01-01' + v.day
                """)
                .with("account_ids", Sql.array("bigint", days, AccountDay::account))
                .with("days", Sql.array("integer", days, AccountDay::day))
                .with(
                        "event_counts",
                        Sql.array("bigint", days, day -> locked.with(day).events()))
                .with(
                        "small_counts",
                        Sql.array("bigint", days, day -> locked.with(day).small()))
                .update(connection);
        pack(days.stream().filter(locked::becomesCrowded).toList(), connection);
    }

    /** A segment with fewer events is small, and many small ones of a day are packed together; see pack_event_day. */
    private static void pack(List<AccountDay> days, Connection connection) throws SQLException {
        if (days.isEmpty()) {
            return;
        }
        Sql.of("""
                select pack_event_day(v.account_id, date '1970-01-01' + v.day, :least_count)
                from unnest(:account_ids::bigint[], :days::integer[]) v (account_id, day)
                """)
                .with("account_ids", Sql.array("bigint", days, AccountDay::account))
                .with("days", Sql.array("integer", days, AccountDay::day))
                .with("least_count", LEAST_PACKED)
                .update(connection);
    }
}
