package dev.trailtally.server.transport;

import static java.util.Objects.requireNonNull;

import com.google.rpc.Code;
import dev.trailtally.rpc.RpcErrors;
import dev.trailtally.server.EndedListener;
import dev.trailtally.server.Interceptors;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.protobuf.services.HealthStatusManager;
import io.micronaut.core.order.Ordered;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.event.ServerShutdownEvent;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What happens before the server stops accepting calls: health says NOT_SERVING, and streams end with UNAVAILABLE, so that
 * clients go to another replica. Other calls have until server.stop-timeout. Meanwhile the workers, which learn of it by
 * the same event, stop and give back what they had claimed.
 */
@Singleton
final class GracefulStop implements ServerInterceptor, Ordered {

    private final HealthStatusManager health;
    private final Set<Stream<?, ?>> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    GracefulStop(HealthStatusManager health) {
        this.health = health;
    }

    @EventListener
    void stop(ServerShutdownEvent event) {
        stopping = true;
        health.enterTerminalState();
        streams.forEach(Stream::end);
    }

    @Override
    public int getOrder() {
        return Interceptors.STOP;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        if (call.getMethodDescriptor().getType().serverSendsOneMessage()) {
            return next.startCall(call, headers);
        }
        var stream = new Stream<>(call);
        streams.add(stream);
        ServerCall.Listener<Q> handler;
        try {
            handler = next.startCall(stream, headers);
        } catch (RuntimeException e) {
            streams.remove(stream);
            throw e;
        }
        var listener = new EndedListener<>(handler, () -> streams.remove(stream));
        stream.listener = listener;
        if (stopping) {
            stream.end();
        }
        return listener;
    }

    private static final class Stream<Q, A> extends SimpleForwardingServerCall<Q, A> {

        private volatile ServerCall.@Nullable Listener<Q> listener;
        private boolean closed;

        Stream(ServerCall<Q, A> call) {
            super(call);
        }

        @Override
        public synchronized void sendHeaders(Metadata headers) {
            if (!closed) {
                super.sendHeaders(headers);
            }
        }

        @Override
        public synchronized void sendMessage(A message) {
            if (!closed) {
                super.sendMessage(message);
            }
        }

        @Override
        public synchronized void close(Status status, Metadata trailers) {
            if (!closed) {
                closed = true;
                super.close(status, trailers);
            }
        }

        /** A handler that waits for its client stops, too. */
        @Override
        public synchronized boolean isCancelled() {
            return closed || super.isCancelled();
        }

        void end() {
            var failure =
                    RpcErrors.failure(Code.UNAVAILABLE, "STOPPING", "the service is stopping; call again", Map.of());
            close(failure.getStatus(), requireNonNull(failure.getTrailers(), "trailers is null"));
            var answering = listener;
            if (answering != null) {
                answering.onCancel();
            }
        }
    }
}
