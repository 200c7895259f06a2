package dev.trailtally.collector.lookup;

import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Answers that wait for their reader to take them. Each holds its request's permit until then. */
final class Arrivals {

    // A reader checks now and then whether it was lost meanwhile.
    private static final long MAX_WAIT = TimeUnit.SECONDS.toNanos(1);

    /**
     * An answer.
     *
     * @param sentAt when its request was sent, by the monotonic clock
     */
    record Arrived(Slice slice, Answer answer, long sentAt) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final ArrayDeque<Arrived> waiting = new ArrayDeque<>();
    private final Semaphore permits;
    private boolean closed;

    Arrivals(Semaphore permits) {
        this.permits = permits;
    }

    void add(Arrived arrived) {
        lock.lock();
        try {
            if (closed) {
                permits.release();
                return;
            }
            waiting.add(arrived);
            added.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The next answer; null if none comes in time, or for a second. */
    @Nullable
    Arrived poll(long nanos) throws InterruptedException {
        long left = Math.min(nanos, MAX_WAIT);
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && left > 0) {
                left = added.awaitNanos(left);
            }
            var next = waiting.poll();
            if (next != null) {
                permits.release();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** The reader takes no more answers. */
    void close() {
        lock.lock();
        try {
            closed = true;
            permits.release(waiting.size());
            waiting.clear();
        } finally {
            lock.unlock();
        }
    }
}
