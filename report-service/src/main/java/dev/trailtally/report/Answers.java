package dev.trailtally.report;

import com.google.rpc.Code;
import dev.trailtally.rpc.RpcErrors;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a call by a report, or by the failure of it. */
final class Answers {

    private static final Logger log = LoggerFactory.getLogger(Answers.class);

    private Answers() {}

    static <T> void send(StreamObserver<T> response, Supplier<T> report) {
        T message;
        try {
            message = report.get();
        } catch (StatusRuntimeException e) {
            response.onError(e);
            return;
        } catch (RuntimeException e) {
            log.error("A report failed and was not answered", e);
            response.onError(RpcErrors.failure(Code.INTERNAL, "REPORT_FAILED", "the report failed", Map.of()));
            return;
        }
        response.onNext(message);
        response.onCompleted();
    }
}
