package dev.trailtally.report.stream;

import com.google.rpc.Code;
import dev.trailtally.rpc.RpcErrors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Sends the messages of a stream as fast as its client takes them. */
public final class StreamSender<M> {

    private static final Duration MAX_WAIT = Duration.ofMinutes(5);

    private final ServerCallStreamObserver<M> call;
    private final Duration maxWait;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ReentrantLock sending = new ReentrantLock(true);
    private boolean ended;

    /** Must be created before the rpc method returns: later no handler can be set. */
    public StreamSender(ServerCallStreamObserver<M> call) {
        this(call, MAX_WAIT);
    }

    StreamSender(ServerCallStreamObserver<M> call, Duration maxWait) {
        this.call = call;
        this.maxWait = maxWait;
        call.setOnReadyHandler(this::wake);
        call.setOnCancelHandler(this::end);
    }

    /** Waits until the client can take a message; fails if the stream has ended in the meantime. */
    public void awaitReady() {
        lock.lock();
        try {
            long left = maxWait.toNanos();
            while (!ended && !call.isReady()) {
                if (left <= 0) {
                    throw tooSlow();
                }
                left = changed.awaitNanos(left);
            }
            if (ended) {
                throw Status.CANCELLED.withDescription("the stream has ended").asRuntimeException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Status.CANCELLED.withDescription("the service stops").asRuntimeException();
        } finally {
            lock.unlock();
        }
    }

    private StatusRuntimeException tooSlow() {
        return RpcErrors.failure(
                Code.DEADLINE_EXCEEDED,
                "CLIENT_TOO_SLOW",
                "the client read no message for %d seconds; ask again for the missing accounts"
                        .formatted(maxWait.toSeconds()),
                Map.of());
    }

    /** Sends messages one after the other; the first one at once, because its sender has already waited. */
    public void send(List<M> messages) {
        sending.lock();
        try {
            call.onNext(messages.getFirst());
            for (var message : messages.subList(1, messages.size())) {
                awaitReady();
                call.onNext(message);
            }
        } finally {
            sending.unlock();
        }
    }

    /** Sends the messages without messages of other readers in between. */
    void unbroken(Runnable messages) {
        sending.lock();
        try {
            messages.run();
        } finally {
            sending.unlock();
        }
    }

    /** Ends all waiting. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
