package dev.trailtally.collector.work;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The end of work in the background. It begins as soon as the server begins to stop, while calls still have time to end, so
 * that other collectors can go on with what is given back; and it happens once.
 */
public final class WorkStop {

    private final FutureTask<?> task;

    /** @param stop stops the work and gives back its claims */
    public WorkStop(Runnable stop) {
        this.task = new FutureTask<>(stop, true);
    }

    /** Begins, unless it has begun, and does not wait. */
    public void begin() {
        Thread.ofVirtual().name("stop work").start(task);
    }

    /** Begins, unless it has begun, and waits for its end. */
    public void await() {
        task.run(); // does nothing if it has begun
        try {
            task.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("work did not stop", e.getCause());
        }
    }
}
