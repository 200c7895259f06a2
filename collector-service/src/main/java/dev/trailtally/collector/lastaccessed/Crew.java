package dev.trailtally.collector.lastaccessed;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Work of one unit that waits for AWS, some of it at the same time. The first that ends unexpectedly ends all. */
final class Crew implements AutoCloseable {

    /** Requests of a unit under way: at 100 a second they may take more than a second each. */
    static final int MAX = 128;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore free = new Semaphore(MAX);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    @FunctionalInterface
    interface Work {
        void run() throws InterruptedException;
    }

    /** Starts work, when there is room. */
    void execute(Work work) throws InterruptedException {
        free.acquire();
        rethrow();
        threads.execute(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // close() does that
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            } finally {
                free.release();
            }
        });
    }

    /** Waits until all is done. */
    void await() throws InterruptedException {
        free.acquire(MAX);
        free.release(MAX);
        rethrow();
    }

    void rethrow() {
        switch (failure.get()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    /** Interrupts what is under way and waits for its end. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }
}
