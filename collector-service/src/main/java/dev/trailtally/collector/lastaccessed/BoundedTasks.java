package dev.trailtally.collector.lastaccessed;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Work of one unit that waits for AWS, some of it at the same time. The first that ends unexpectedly ends all. */
final class BoundedTasks implements AutoCloseable {

    /** Requests of a unit under way: at 100 a second they may take more than a second each. */
    static final int MAX = 128;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore free = new Semaphore(MAX);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private int working;
    private @Nullable Throwable failure;

    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    /** Starts work, when there is room. Work may start more, as long as some of it is not waiting for room itself. */
    void execute(Work work) throws InterruptedException {
        free.acquire();
        rethrow();
        change(1, null);
        threads.execute(() -> {
            Throwable unexpected = null;
            try {
                work.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // close() does that
            } catch (RuntimeException | Error e) {
                unexpected = e;
            } finally {
                free.release();
                change(-1, unexpected);
            }
        });
    }

    private void change(int more, @Nullable Throwable unexpected) {
        lock.lock();
        try {
            working += more;
            failure = failure == null ? unexpected : failure;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until all is done. By counting: whoever waited for all the room would stand before work that is under way and waits
     * for room for more.
     */
    void await() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (working > 0 && failure == null) {
                ended.await();
            }
        } finally {
            lock.unlock();
        }
        rethrow();
    }

    void rethrow() {
        switch (failure()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    private @Nullable Throwable failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts what is under way and waits for its end. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
