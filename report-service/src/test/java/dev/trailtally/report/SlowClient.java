package dev.trailtally.report;

import dev.trailtally.report.v1.StreamServiceUsageRequest;
import dev.trailtally.report.v1.StreamServiceUsageResponse;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes one message, and more only when it is told to. */
final class SlowClient implements ClientResponseObserver<StreamServiceUsageRequest, StreamServiceUsageResponse> {

    private final List<StreamServiceUsageResponse> messages = new ArrayList<>();
    private @Nullable ClientCallStreamObserver<StreamServiceUsageRequest> call;
    private @Nullable Throwable failure;
    private boolean fast;
    private boolean done;

    @Override
    public void beforeStart(ClientCallStreamObserver<StreamServiceUsageRequest> started) {
        call = started;
        started.disableAutoRequestWithInitial(1);
    }

    @Override
    public synchronized void onNext(StreamServiceUsageResponse message) {
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

    synchronized List<StreamServiceUsageResponse> messages() {
        return List.copyOf(messages);
    }

    synchronized boolean isDone() {
        return done;
    }

    synchronized @Nullable Throwable failure() {
        return failure;
    }

    private ClientCallStreamObserver<StreamServiceUsageRequest> call() {
        return Objects.requireNonNull(call, "the call has not started");
    }
}
