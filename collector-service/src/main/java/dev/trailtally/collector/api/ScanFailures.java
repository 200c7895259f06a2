package dev.trailtally.collector.api;

import com.google.rpc.Code;
import dev.trailtally.rpc.RpcErrors;
import dev.trailtally.server.database.DatabaseFailures;
import io.grpc.StatusRuntimeException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Failures of calls as those of the contract. */
final class ScanFailures {

    private static final Logger LOG = LoggerFactory.getLogger(ScanFailures.class);

    private ScanFailures() {}

    static StatusRuntimeException toRpc(RuntimeException failure) {
        if (failure instanceof StatusRuntimeException known) {
            return known;
        }
        var sql = DatabaseFailures.in(failure);
        if (sql != null) {
            return DatabaseFailures.toRpc(sql);
        }
        LOG.error("a call failed unexpectedly", failure);
        return RpcErrors.failure(Code.INTERNAL, "INTERNAL", "the call failed; see the collector's log", Map.of());
    }
}
