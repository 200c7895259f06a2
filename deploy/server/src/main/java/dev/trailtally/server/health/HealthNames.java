package dev.trailtally.server.health;

import dev.trailtally.rpc.RpcErrors;
import dev.trailtally.server.Interceptors;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthCheckRequest;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;

/** Bounds the names that health is asked about: the health service keeps the name of each watch. */
@Singleton
final class HealthNames implements ServerInterceptor, Ordered {

    private static final int MAX_LENGTH = 256;

    @Override
    public int getOrder() {
        return Interceptors.REQUESTS;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var listener = next.startCall(call, headers);
        return Interceptors.isOpen(call.getMethodDescriptor()) ? new Requests<>(listener, call) : listener;
    }

    private static final class Requests<Q> extends SimpleForwardingServerCallListener<Q> {

        private final ServerCall<Q, ?> call;
        private boolean refused;

        Requests(ServerCall.Listener<Q> listener, ServerCall<Q, ?> call) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(Q message) {
            if (message instanceof HealthCheckRequest request
                    && request.getService().length() > MAX_LENGTH) {
                refused = true;
                var failure = RpcErrors.invalidArgument("service", "is longer than " + MAX_LENGTH + " characters");
                var trailers = failure.getTrailers();
                call.close(failure.getStatus(), trailers == null ? new Metadata() : trailers);
                return;
            }
            super.onMessage(message);
        }

        // The handler has not seen the message, and would close the call again.
        @Override
        public void onHalfClose() {
            if (!refused) {
                super.onHalfClose();
            }
        }
    }
}
