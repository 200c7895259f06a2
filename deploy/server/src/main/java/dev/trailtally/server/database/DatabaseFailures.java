package dev.trailtally.server.database;

import com.google.rpc.Code;
import dev.trailtally.rpc.RpcErrors;
import io.grpc.StatusRuntimeException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the failures of PostgreSQL and of the connection pool into those of the contract. */
public final class DatabaseFailures {

    private static final Logger log = LoggerFactory.getLogger(DatabaseFailures.class);

    /**
     * Connections (08), a server that only reads, as after a failover (25006), deadlocks and serialization (40), resources (53),
     * locks that were not free in time (55P03), cancelled statements (57014), a server that stops or starts (57P) and its own
     * system (58).
     */
    private static final List<String> TRANSIENT = List.of("08", "25006", "40", "53", "55P03", "57014", "57P", "58");

    /** A schema, table, column or function is missing, or a right: the migrator of this release has not run yet. */
    private static final List<String> NOT_READY = List.of("3F000", "42P01", "42703", "42883", "42501");

    /** Data of a wrong form (22), constraints (23), limits of the program (54). */
    private static final List<String> REFUSAL = List.of("22", "23", "54");

    private static final String DISK_FULL = "53100";
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

    private DatabaseFailures() {}

    /** The failure of the database that caused a failure; null if none did. */
    public static @Nullable SQLException in(@Nullable Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }

    /** Whether the disk of the database is full. */
    public static boolean isDiskFull(@Nullable Throwable failure) {
        var sql = in(failure);
        return sql != null && DISK_FULL.equals(sql.getSQLState());
    }

    /** Whether the same work can succeed later, without a change to the data or to the program. */
    public static boolean isTransient(@Nullable Throwable failure) {
        var sql = in(failure);
        if (sql == null) {
            return false;
        }
        var state = sql.getSQLState();
        // The pool's own failures have no state.
        return sql instanceof SQLTransientConnectionException
                || state == null
                || TRANSIENT.stream().anyMatch(state::startsWith);
    }

    /** Whether it would end the same way every time: the data is at fault, not the state of the database. */
    public static boolean isRefusal(@Nullable Throwable failure) {
        var sql = in(failure);
        var state = sql == null ? "" : String.valueOf(sql.getSQLState());
        return REFUSAL.stream().anyMatch(state::startsWith);
    }

    /** Whether the migrator of this release has not run yet, or not for this login. */
    public static boolean isNotReady(SQLException failure) {
        return NOT_READY.contains(String.valueOf(failure.getSQLState()));
    }

    /** What a caller is answered: UNAVAILABLE if the same call can succeed later, INTERNAL for a defect, which is logged. */
    public static StatusRuntimeException toRpc(SQLException failure) {
        if (isDiskFull(failure)) {
            log.warn("A call failed because the disk of the database is full: {}", failure.getMessage());
            return RpcErrors.diskFull();
        }
        if (isNotReady(failure)) {
            log.warn("A call failed because the schema is not ready: {}", failure.getMessage());
            return unavailable("SCHEMA_NOT_READY", "the tables do not exist yet or cannot be read; try again later");
        }
        if (isTransient(failure)) {
            log.warn("A call failed because the database could not do it now: {}", failure.getMessage());
            return unavailable("DATABASE_UNAVAILABLE", "the database does not answer; try again later");
        }
        log.error("A call failed in the database", failure);
        return RpcErrors.failure(
                Code.INTERNAL, "DATABASE_ERROR", "the call failed in the database; see the service's log", Map.of());
    }

    /** UNAVAILABLE with a RetryInfo. */
    public static StatusRuntimeException unavailable(String reason, String message) {
        return RpcErrors.unavailable(reason, message, Map.of(), RETRY_DELAY);
    }
}
