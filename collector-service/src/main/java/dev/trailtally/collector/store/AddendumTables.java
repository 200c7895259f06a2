package dev.trailtally.collector.store;

import dev.trailtally.collector.event.Flags;
import dev.trailtally.server.database.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * An event and its addenda, which carry its id and may have other times, count once: what is stored first stays. The key
 * of events contains the time and finds repetitions of the same time alone.
 *
 * <p>Ids of addenda are sought among the events; those of addenda that are stored themselves are remembered, so that every
 * later batch finds them.
 */
final class AddendumTables {

    /** An event and its addenda are no further apart. */
    private static final long MARGIN_SECONDS = Duration.ofDays(7).toSeconds();

    private record Key(long account, UUID eventId) {}

    /** The rows that repeat an event of another time; holds off batches that could store such an event until it commits. */
    BitSet repeated(EventRows rows, BitSet except, Connection connection) throws SQLException {
        var wanted = IntStream.of(rows.order()).filter(row -> !except.get(row)).toArray();
        var addenda = IntStream.of(wanted)
                .filter(row -> Flags.addendum(rows.batch().flags[row]))
                .toArray();
        lock(addenda.length > 0, connection);
        var seconds = IntStream.of(wanted).mapToLong(rows::second).summaryStatistics();
        var known = seconds.getCount() == 0
                ? new HashMap<Key, Long>()
                : remembered(seconds.getMin() - MARGIN_SECONDS, seconds.getMax() + MARGIN_SECONDS, connection);
        if (addenda.length > 0) {
            settle(rows, wanted, addenda, known, connection);
        }
        var repeated = new BitSet();
        if (!known.isEmpty()) {
            for (int row : wanted) {
                repeated.set(row, known.getOrDefault(key(rows, row), rows.second(row)) != rows.second(row));
            }
        }
        return repeated;
    }

    /** Batches with addenda wait for all others, and others for them: neither misses what the other is about to store. */
    private static void lock(boolean alone, Connection connection) throws SQLException {
        var sql = alone
                ? "select pg_advisory_xact_lock(hashtext('addendum'))"
                : "select pg_advisory_xact_lock_shared(hashtext('addendum'))";
        Sql.of(sql).update(connection);
    }

    /** Adds the time of the event of each addendum: as stored, else of the event in the batch, else of the addendum. */
    private static void settle(EventRows rows, int[] wanted, int[] addenda, Map<Key, Long> known, Connection connection)
            throws SQLException {
        var open = new HashMap<Key, Long>();
        for (int row : addenda) {
            if (!known.containsKey(key(rows, row))) {
                open.putIfAbsent(key(rows, row), rows.second(row));
            }
        }
        if (open.isEmpty()) {
            return;
        }
        known.putAll(stored(open, connection));
        open.keySet().removeAll(known.keySet());
        for (int row : wanted) {
            var key = key(rows, row);
            if (open.containsKey(key) && !Flags.addendum(rows.batch().flags[row])) {
                known.putIfAbsent(key, rows.second(row));
            }
        }
        open.keySet().removeAll(known.keySet());
        remember(open, connection);
        known.putAll(open);
    }

    private static Map<Key, Long> remembered(long from, long to, Connection connection) throws SQLException {
        return times(Sql.of("""
                        select account_id, event_id, extract(epoch from event_time)::bigint
                        from addendum
                        where event_time between to_timestamp(:from_second) and to_timestamp(:to_second)
                        """).with("from_second", from).with("to_second", to), connection);
    }

    /** The times of those that are stored: one pass over the accounts' events of these days, which addenda are worth. */
    private static Map<Key, Long> stored(Map<Key, Long> addenda, Connection connection) throws SQLException {
        var seconds = addenda.values().stream().mapToLong(second -> second).summaryStatistics();
        long from = seconds.getMin() - MARGIN_SECONDS;
        long to = seconds.getMax() + MARGIN_SECONDS;
        var times = times(
                Sql.of("""
                        select account_id, event_id, extract(epoch from event_time)::bigint
                        from event
                        where account_id = any (:account_ids)
                        and day between date '1970-01-01' + :from_day and date '1970-01-01' + :to_day
                        and event_time between to_timestamp(:from_second) and to_timestamp(:to_second)
                        and event_id = any (:event_ids)
                        """)
                        .with(
                                "account_ids",
                                Sql.array(
                                        "bigint",
                                        addenda.keySet().stream()
                                                .map(Key::account)
                                                .distinct()))
                        .with("from_day", EventRows.day(from))
                        .with("to_day", EventRows.day(to))
                        .with("from_second", from)
                        .with("to_second", to)
                        .with("event_ids", Sql.array("uuid", addenda.keySet(), Key::eventId)),
                connection);
        times.keySet().retainAll(addenda.keySet());
        return times;
    }

    private static Map<Key, Long> times(Sql.Bound found, Connection connection) throws SQLException {
        return found.map(
                connection, row -> new Key(row.getLong(1), row.getObject(2, UUID.class)), row -> row.getLong(3));
    }

    private static void remember(Map<Key, Long> addenda, Connection connection) throws SQLException {
        var rows = List.copyOf(addenda.entrySet());
        Sql.of("""
                insert into addendum (account_id, event_id, event_time)
                select v.account_id, v.event_id, to_timestamp(v.second)
                from unnest(:account_ids, :event_ids, :seconds) v (account_id, event_id, second)
                on conflict do nothing
                """)
                .with(
                        "account_ids",
                        Sql.array("bigint", rows, row -> row.getKey().account()))
                .with("event_ids", Sql.array("uuid", rows, row -> row.getKey().eventId()))
                .with("seconds", Sql.array("bigint", rows, Map.Entry::getValue))
                .update(connection);
    }

    private static Key key(EventRows rows, int row) {
        var batch = rows.batch();
        return new Key(batch.account[row], new UUID(batch.idHigh[row], batch.idLow[row]));
    }
}
