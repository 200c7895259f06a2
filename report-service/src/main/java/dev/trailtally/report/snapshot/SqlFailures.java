package dev.trailtally.report.snapshot;

import com.google.rpc.Code;
import dev.trailtally.rpc.RpcErrors;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the failures of PostgreSQL into those of the contract. */
final class SqlFailures {

    private static final Logger log = LoggerFactory.getLogger(SqlFailures.class);

    private static final List<String> TRANSIENT = List.of("08", "57P", "40", "53", "58");

    private SqlFailures() {}

    static StatusRuntimeException toRpc(SQLException failure) {
        var state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (state.equals("57014") || state.equals("55P03")) {
            return stopped();
        }
        if (state.equals("53100")) {
            log.warn("A report failed because the database's disk is full: {}", failure.getMessage());
            return RpcErrors.diskFull();
        }
        if (state.equals("42P01") || state.equals("42501")) {
            return unavailable("SCHEMA_NOT_READY", "the tables do not exist yet or cannot be read; try again later");
        }
        if (failure instanceof SQLTransientConnectionException transientFailure && isBusy(transientFailure)) {
            return unavailable("CONNECTIONS_BUSY", "too many reports at the same time; try again later");
        }
        if (failure instanceof SQLTransientConnectionException || isTransient(state)) {
            log.warn("A report failed because the database could not do it now: {}", failure.getMessage());
            return unavailable("DATABASE_UNAVAILABLE", "the database does not answer; try again later");
        }
        log.error("A report failed in the database", failure);
        return RpcErrors.failure(Code.INTERNAL, "DATABASE_ERROR", "the report failed in the database", Map.of());
    }

    /** Connections (08, 57P), deadlocks and serialization (40), resources (53) and the server's own system (58). */
    private static boolean isTransient(String state) {
        return TRANSIENT.stream().anyMatch(state::startsWith);
    }

    /** Whether all connections are in use, rather than unavailable: in that case the pool reports a cause. */
    static boolean isBusy(SQLTransientConnectionException failure) {
        return failure.getCause() == null;
    }

    private static StatusRuntimeException stopped() {
        var context = Context.current();
        var deadline = context.getDeadline();
        if (context.isCancelled() && (deadline == null || !deadline.isExpired())) {
            return RpcErrors.failure(Code.CANCELLED, "CALL_CANCELLED", "the call was cancelled", Map.of());
        }
        return timeout();
    }

    static StatusRuntimeException timeout() {
        return RpcErrors.failure(
                Code.DEADLINE_EXCEEDED,
                "REPORT_TIMEOUT",
                "the report took too long; ask for a shorter interval or fewer rows, or set a later deadline",
                Map.of());
    }

    private static StatusRuntimeException unavailable(String reason, String message) {
        return RpcErrors.failure(Code.UNAVAILABLE, reason, message, Map.of());
    }
}
