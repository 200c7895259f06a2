package dev.trailtally.aggregator;

import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Sends no faster than the caller reads; created before the rpc's method returns, used by another thread. */
final class PacedStream<T> {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final ServerCallStreamObserver<T> observer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    PacedStream(ServerCallStreamObserver<T> observer) {
        this.observer = observer;
        observer.setOnReadyHandler(this::wake);
        observer.setOnCancelHandler(this::wake);
    }

    /** Waits until the caller is ready; throws CancellationException if it cancelled the call or has stopped reading. */
    void send(T message) {
        lock.lock();
        try {
            long left = LONGEST_PAUSE.toNanos();
            while (!observer.isReady() && !observer.isCancelled()) {
                left = changed.awaitNanos(left);
                if (left <= 0) {
                    throw new CancellationException("the caller read nothing for " + LONGEST_PAUSE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the service stops");
        } finally {
            lock.unlock();
        }
        checkWanted();
        observer.onNext(message);
    }

    /** Throws CancellationException if the caller cancelled the call. */
    void checkWanted() {
        if (observer.isCancelled()) {
            throw new CancellationException("the caller cancelled the call");
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
