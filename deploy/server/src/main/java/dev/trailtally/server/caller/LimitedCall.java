package dev.trailtally.server.caller;

import dev.trailtally.server.EndedListener;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;

/** A call that counts as running until it is answered or cancelled. */
final class LimitedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {

    private final Runnable ended;

    LimitedCall(ServerCall<Q, A> call, Runnable ended) {
        super(call);
        this.ended = ended;
    }

    ServerCall.Listener<Q> start(Context context, Metadata headers, ServerCallHandler<Q, A> next) {
        try {
            return new EndedListener<>(Contexts.interceptCall(context, this, headers, next), ended);
        } catch (RuntimeException e) {
            ended.run();
            throw e;
        }
    }

    // Before the client has the answer, so that it can call again at once.
    @Override
    public void close(Status status, Metadata trailers) {
        ended.run();
        super.close(status, trailers);
    }
}
