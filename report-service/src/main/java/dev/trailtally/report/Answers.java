package dev.trailtally.report;

import com.google.rpc.Code;
import dev.trailtally.report.stream.StreamSender;
import dev.trailtally.rpc.RpcErrors;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a call with a report, or with the failure of the report. */
final class Answers {

    private static final Logger log = LoggerFactory.getLogger(Answers.class);

    private Answers() {}

    static <T> void send(StreamObserver<T> response, Supplier<T> report) {
        T message;
        try {
            message = report.get();
        } catch (RuntimeException e) {
            response.onError(failure(e));
            return;
        }
        response.onNext(message);
        response.onCompleted();
    }

    /** Runs on its own thread: the call's thread must stay free to report that the client can take more. */
    static <T> void stream(StreamObserver<T> response, Consumer<StreamSender<T>> report) {
        var call = (ServerCallStreamObserver<T>) response;
        var sender = new StreamSender<>(call);
        Runnable answer = () -> {
            try {
                report.accept(sender);
            } catch (Throwable e) { // nothing else would end the call
                if (!call.isCancelled()) {
                    call.onError(failure(e));
                }
                if (e instanceof VirtualMachineError error) {
                    throw error;
                }
                return;
            }
            call.onCompleted();
        };
        Thread.ofVirtual().name("stream").start(Context.current().wrap(answer));
    }

    private static StatusRuntimeException failure(Throwable e) {
        if (e instanceof StatusRuntimeException status) {
            return status;
        }
        log.error("A report failed and was not answered", e);
        return RpcErrors.failure(Code.INTERNAL, "REPORT_FAILED", "the report failed", Map.of());
    }
}
