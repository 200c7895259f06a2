package dev.trailtally.faults;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Locks a table, waits until a service needs it, and then asks for a table that this service has in use. */
final class Deadlock {

    private static final List<String> TABLES = List.of(
            "batch",
            "scan_unit",
            "log_object",
            "ledger",
            "coverage",
            "last_accessed_job",
            "rollup_account",
            "rollup",
            "sighting");
    private static final Duration WAIT = Duration.ofMillis(900); // by then the service would ask whom it waits for
    private static final String ABORTED = "40P01";

    private Deadlock() {}

    static String provoke(PostgresServer postgres, Random random) throws SQLException {
        var table = TABLES.get(random.nextInt(TABLES.size()));
        var patient = random.nextInt(4) > 0;
        try (var opponent = postgres.owner();
                var watcher = postgres.owner()) {
            opponent.setAutoCommit(false);
            // Whoever waits this long first finds the deadlock and is aborted.
            execute(opponent, "set local deadlock_timeout = '%s'".formatted(patient ? "20s" : "10ms"));
            execute(opponent, "set local lock_timeout = '30s'");
            execute(opponent, "lock table " + table + " in access exclusive mode");
            var used = used(watcher, table);
            if (used == null) {
                opponent.rollback();
                return "nobody came for " + table;
            }
            execute(opponent, "lock table " + used + " in access exclusive mode");
            opponent.rollback();
            return table + " and " + used + ", a service aborted";
        } catch (SQLException e) {
            if (!ABORTED.equals(e.getSQLState())) {
                throw e;
            }
            return table + ", the opponent aborted";
        }
    }

    private static @Nullable String used(Connection watcher, String table) throws SQLException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < WAIT.toNanos()) {
            try (var find = watcher.prepareStatement("""
                    select held.relation::regclass::text
                    from pg_locks waiting
                    join pg_stat_activity a on a.pid = waiting.pid
                    join pg_locks held on held.pid = waiting.pid
                    join pg_class c on c.oid = held.relation
                    where waiting.relation = ?::regclass
                    and not waiting.granted
                    and a.application_name like 'trailtally-%'
                    and held.granted
                    and held.relation <> waiting.relation
                    and c.relkind in ('r', 'p')
                    and c.relnamespace = 'public'::regnamespace
                    order by held.mode like 'Row%' desc
                    limit 1
                    """)) {
                find.setString(1, table);
                try (var rows = find.executeQuery()) {
                    if (rows.next()) {
                        return rows.getString(1);
                    }
                }
            }
        }
        return null;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
