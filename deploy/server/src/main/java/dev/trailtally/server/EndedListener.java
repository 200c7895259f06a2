package dev.trailtally.server;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.ServerCall;

/** Tells when its call has ended: answered or cancelled. */
public final class EndedListener<Q> extends SimpleForwardingServerCallListener<Q> {

    private final Runnable ended;

    public EndedListener(ServerCall.Listener<Q> listener, Runnable ended) {
        super(listener);
        this.ended = ended;
    }

    @Override
    public void onCancel() {
        ended.run();
        super.onCancel();
    }

    @Override
    public void onComplete() {
        ended.run();
        super.onComplete();
    }
}
