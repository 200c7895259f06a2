package dev.trailtally.server.trace;

import dev.trailtally.server.Interceptors;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.micronaut.core.order.Ordered;
import io.opentelemetry.api.trace.Span;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Gives the log lines of a call its request id, and its trace id if it is traced. */
@Singleton
final class CallFields implements ServerInterceptor, Ordered {

    private static final String REQUEST_ID = "request_id";

    @Override
    public int getOrder() {
        return Interceptors.LOG_FIELDS;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var trace = Span.current().getSpanContext();
        var fields = new Fields(UUID.randomUUID().toString(), trace.isValid() ? trace.getTraceId() : null);
        fields.set();
        try {
            return new Listener<>(next.startCall(call, headers), fields);
        } finally {
            Fields.clear();
        }
    }

    private record Fields(String requestId, @Nullable String traceId) {

        /** For the time of one callback: the next one may come on another thread. */
        void around(Runnable callback) {
            set();
            try {
                callback.run();
            } finally {
                clear();
            }
        }

        void set() {
            MDC.put(REQUEST_ID, requestId);
            if (traceId != null) {
                MDC.put(WorkScope.TRACE_ID, traceId);
            }
        }

        static void clear() {
            MDC.remove(REQUEST_ID);
            MDC.remove(WorkScope.TRACE_ID);
        }
    }

    private static final class Listener<Q> extends SimpleForwardingServerCallListener<Q> {

        private final Fields fields;

        Listener(ServerCall.Listener<Q> delegate, Fields fields) {
            super(delegate);
            this.fields = fields;
        }

        @Override
        public void onMessage(Q message) {
            fields.around(() -> super.onMessage(message));
        }

        @Override
        public void onHalfClose() {
            fields.around(super::onHalfClose);
        }

        @Override
        public void onCancel() {
            fields.around(super::onCancel);
        }

        @Override
        public void onComplete() {
            fields.around(super::onComplete);
        }

        @Override
        public void onReady() {
            fields.around(super::onReady);
        }
    }
}
