package dev.trailtally.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.Code;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests that are not protobuf messages with INVALID_ARGUMENT and reason "MALFORMED_REQUEST". Without it, gRPC
 * parses before any interceptor, answers UNKNOWN and logs a stack trace for each.
 */
final class MalformedRequests {

    private static final Logger log = LoggerFactory.getLogger(MalformedRequests.class);
    private static final long LOG_INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

    private static final AtomicLong nextLog = new AtomicLong(System.nanoTime());
    private static final AtomicLong notLogged = new AtomicLong();

    private MalformedRequests() {}

    static <Q, A> ServerMethodDefinition<Q, A> refusedBy(ServerMethodDefinition<Q, A> method) {
        var descriptor = method.getMethodDescriptor();
        if (!(descriptor.getRequestMarshaller() instanceof PrototypeMarshaller<Q> messages)
                || !(messages.getMessagePrototype() instanceof Message prototype)) {
            return method;
        }
        @SuppressWarnings("unchecked") // a message of the prototype's type
        var malformed = (Q) prototype.newBuilderForType().build();
        var parsing = new Parsing<>(messages, malformed);
        var handler = method.getServerCallHandler();
        return ServerMethodDefinition.create(
                descriptor.toBuilder().setRequestMarshaller(parsing).build(),
                (call, headers) -> new Refusal<>(handler.startCall(call, headers), call, malformed));
    }

    /** Returns one fixed message, always the same object, for bytes that cannot be parsed. */
    private record Parsing<Q>(PrototypeMarshaller<Q> messages, Q malformed) implements Marshaller<Q> {

        @Override
        public InputStream stream(Q message) {
            return messages.stream(message);
        }

        @Override
        public Q parse(InputStream bytes) {
            try {
                return messages.parse(bytes);
            } catch (StatusRuntimeException e) {
                if (e.getCause() instanceof InvalidProtocolBufferException) {
                    return malformed;
                }
                throw e;
            }
        }
    }

    /** Ends a call with a malformed request before its service sees it. */
    private static final class Refusal<Q> extends SimpleForwardingServerCallListener<Q> {

        private final ServerCall<Q, ?> call;
        private final Q malformed;
        private boolean refused;

        Refusal(ServerCall.Listener<Q> listener, ServerCall<Q, ?> call, Q malformed) {
            super(listener);
            this.call = call;
            this.malformed = malformed;
        }

        @Override
        public void onMessage(Q message) {
            if (message == malformed && !refused) {
                refused = true;
                refuse();
            } else if (!refused) {
                super.onMessage(message);
            }
        }

        private void refuse() {
            var method = call.getMethodDescriptor().getFullMethodName();
            logSometimes(method);
            var failure = RpcErrors.failure(
                    Code.INVALID_ARGUMENT,
                    "MALFORMED_REQUEST",
                    "the request of " + method + " is not a valid protobuf message of its type",
                    Map.of("method", method));
            var trailers = failure.getTrailers();
            call.close(failure.getStatus(), trailers == null ? new Metadata() : trailers);
        }

        @Override
        public void onHalfClose() {
            if (!refused) {
                super.onHalfClose();
            }
        }

        @Override
        public void onReady() {
            if (!refused) {
                super.onReady();
            }
        }
    }

    private static void logSometimes(String method) {
        long now = System.nanoTime();
        long next = nextLog.get();
        if (now - next < 0 || !nextLog.compareAndSet(next, now + LOG_INTERVAL_NANOS)) {
            notLogged.incrementAndGet();
            return;
        }
        log.warn(
                "Refused a request of {} that is not a valid protobuf message, and {} since the last such line",
                method,
                notLogged.getAndSet(0));
    }
}
