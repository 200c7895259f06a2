package dev.trailtally.collector.lastaccessed;

import dev.trailtally.server.trace.WorkScope;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of one unit that wait for AWS, up to a limit at the same time. The first unexpected failure ends all.
 */
final class BoundedTasks implements AutoCloseable {

    /** Most requests of a unit in flight: at 100 a second each may take more than a second. */
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

    /** Starts a task once a permit is free. A task may start others, as long as not all of them wait for a permit. */
    void execute(Work work) throws InterruptedException {
        free.acquire();
        rethrow();
        change(1, null);
        threads.execute(WorkScope.continued(() -> {
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
        }));
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
     * Waits until all tasks are done. It counts them instead of acquiring all permits, which would queue ahead of
     * running tasks that need a permit for another task.
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

    /** Interrupts the running tasks and waits for their end. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
