package dev.trailtally.report;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes one message, and more only on request. */
final class SlowClient<Q, A> implements ClientResponseObserver<Q, A> {

    private final List<A> messages = new ArrayList<>();
    private @Nullable ClientCallStreamObserver<Q> call;
    private @Nullable Throwable failure;
    private boolean fast;
    private boolean done;

    @Override
    public void beforeStart(ClientCallStreamObserver<Q> started) {
        call = started;
        started.disableAutoRequestWithInitial(1);
    }

    @Override
    public synchronized void onNext(A message) {
        messages.add(message);
        if (fast) {
            call().request(1);
        }
    }

    @Override
    public synchronized void onError(Throwable thrown) {
        failure = thrown;
        done = true;
    }

    @Override
    public synchronized void onCompleted() {
        done = true;
    }

    synchronized void takeAll() {
        fast = true;
        call().request(1);
    }

    void cancel() {
        call().cancel("enough", null);
    }

    synchronized List<A> messages() {
        return List.copyOf(messages);
    }

    synchronized boolean isDone() {
        return done;
    }

    synchronized @Nullable Throwable failure() {
        return failure;
    }

    private ClientCallStreamObserver<Q> call() {
        return Objects.requireNonNull(call, "the call has not started");
    }
}
