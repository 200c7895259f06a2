package dev.trailtally.report.snapshot;

import com.google.rpc.Code;
import dev.trailtally.rpc.RpcErrors;
import dev.trailtally.server.database.DatabaseFailures;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;

/** Turns the failures of PostgreSQL into those of the contract: a report that was stopped, and whatever any call can meet. */
final class SqlFailures {

    private SqlFailures() {}

    static StatusRuntimeException toRpc(SQLException failure) {
        var state = String.valueOf(failure.getSQLState());
        if (state.equals("57014") || state.equals("55P03")) {
            return stopped();
        }
        if (failure instanceof SQLTransientConnectionException busy && isBusy(busy)) {
            return DatabaseFailures.unavailable(
                    "CONNECTIONS_BUSY", "too many reports at the same time; try again later");
        }
        return DatabaseFailures.toRpc(failure);
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
}
