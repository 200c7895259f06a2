package dev.trailtally.benchmarks.limits;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;

/** Work shared by a number of threads. */
final class Parallel {

    private Parallel() {}

    /** What a thread does with an item. */
    interface Step<T> {
        void accept(T item) throws Exception;
    }

    /** Wall seconds until every item has been taken by one of the threads, each with its own step. */
    static <T> double seconds(int threads, List<T> items, Callable<Step<T>> steps)
            throws InterruptedException, ExecutionException {
        var queue = new LinkedBlockingQueue<>(items);
        var made = new ArrayList<Step<T>>();
        try (var executor = Executors.newFixedThreadPool(threads)) {
            for (var i = 0; i < threads; i++) {
                made.add(executor.submit(steps).get());
            }
            var begun = System.nanoTime();
            var running = new ArrayList<Future<?>>();
            for (var step : made) {
                running.add(executor.submit(() -> {
                    for (var item = queue.poll(); item != null; item = queue.poll()) {
                        step.accept(item);
                    }
                    return null;
                }));
            }
            for (var thread : running) {
                thread.get();
            }
            return (System.nanoTime() - begun) / 1e9;
        }
    }
}
