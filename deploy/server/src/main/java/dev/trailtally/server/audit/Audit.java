package dev.trailtally.server.audit;

import com.google.protobuf.Message;
import dev.trailtally.server.Interceptors;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;

/** Writes one line for each call when it ends, also for a refused one. Never tokens, and no other content of messages. */
@Singleton
final class Audit implements ServerInterceptor, Ordered {

    @Override
    public int getOrder() {
        return Interceptors.AUDIT;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        var method = call.getMethodDescriptor();
        if (!AuditLine.log.isInfoEnabled() || Interceptors.isOpen(method)) {
            return next.startCall(call, headers);
        }
        var address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        var line = new AuditLine(method.getFullMethodName(), address == null ? "in process" : address.toString());
        var context = Context.current().withValue(AuditLine.KEY, line);
        return new Requests<>(Contexts.interceptCall(context, new Answers<>(call, line), headers, next), line);
    }

    private static final class Answers<Q, A> extends SimpleForwardingServerCall<Q, A> {

        private final AuditLine line;

        Answers(ServerCall<Q, A> call, AuditLine line) {
            super(call);
            this.line = line;
        }

        @Override
        public void sendMessage(A message) {
            if (message instanceof Message answer) {
                line.answer(answer);
            }
            super.sendMessage(message);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            line.end(status.getCode());
            super.close(status, trailers);
        }
    }

    private static final class Requests<Q> extends SimpleForwardingServerCallListener<Q> {

        private final AuditLine line;

        Requests(ServerCall.Listener<Q> listener, AuditLine line) {
            super(listener);
            this.line = line;
        }

        @Override
        public void onMessage(Q message) {
            if (message instanceof Message request) {
                line.ask(request);
            }
            super.onMessage(message);
        }

        @Override
        public void onCancel() {
            line.end(Status.Code.CANCELLED);
            super.onCancel();
        }

        @Override
        public void onComplete() {
            // Only after a failure that nobody turned into a status.
            line.end(Status.Code.UNKNOWN);
            super.onComplete();
        }
    }
}
