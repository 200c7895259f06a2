package dev.trailtally.report;

import dev.trailtally.report.v1.StreamServiceUsageResponse;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A call whose client takes every message at once. */
final class TakingCall extends ServerCallStreamObserver<StreamServiceUsageResponse> {

    final List<StreamServiceUsageResponse> taken = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void onNext(StreamServiceUsageResponse message) {
        taken.add(message);
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public void setMessageCompression(boolean compressed) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void request(int count) {}
}
