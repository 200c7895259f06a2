package dev.trailtally.server.transport;

import dev.trailtally.server.Interceptors;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Reflection and health answer UNIMPLEMENTED if the configuration closes them. */
@Singleton
final class ClosedServices implements ServerInterceptor, Ordered {

    private final List<String> closed = new ArrayList<>();

    ClosedServices(ServerConfiguration configuration) {
        if (!configuration.reflection()) {
            closed.add("grpc.reflection.");
        }
        if (!configuration.health()) {
            closed.add("grpc.health.");
        }
    }

    @Override
    public int getOrder() {
        return Interceptors.STOP;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var method = call.getMethodDescriptor().getFullMethodName();
        if (closed.stream().anyMatch(method::startsWith)) {
            call.close(Status.UNIMPLEMENTED.withDescription(method + " is switched off"), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return next.startCall(call, headers);
    }
}
