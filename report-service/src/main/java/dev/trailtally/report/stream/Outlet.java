package dev.trailtally.report.stream;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Sends the messages of a stream as fast as its client takes them. */
public final class Outlet<M> {

    private final ServerCallStreamObserver<M> call;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ReentrantLock sending = new ReentrantLock(true);
    private boolean ended;

    /** To be made before the rpc method returns: later no handler can be set. */
    public Outlet(ServerCallStreamObserver<M> call) {
        this.call = call;
        call.setOnReadyHandler(this::wake);
        call.setOnCancelHandler(this::end);
    }

    /** Waits until the client can take a message; fails where the stream has ended meanwhile. */
    public void awaitReady() {
        lock.lock();
        try {
            while (!ended && !call.isReady()) {
                changed.awaitUninterruptibly();
            }
            if (ended) {
                throw Status.CANCELLED.withDescription("the stream has ended").asRuntimeException();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends messages one behind the other; the first at once, as its sender has waited before it was made. */
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

    /** Nobody waits any longer. */
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
