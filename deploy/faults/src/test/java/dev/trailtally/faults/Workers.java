package dev.trailtally.faults;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Threads that do their work once, or repeat it until they are told to stop. */
final class Workers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    void start(String name, Round round) {
        once(name, () -> {
            while (!stopping) {
                round.run();
            }
        });
    }

    void once(String name, Round round) {
        threads.add(Thread.ofVirtual().name(name).start(() -> run(round)));
    }

    private static void run(Round round) {
        try {
            round.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.error("{} ended", Thread.currentThread().getName(), e);
        }
    }

    /** Lets each end its round. */
    void finish() throws InterruptedException {
        stopping = true;
        for (var thread : threads) {
            thread.join();
        }
    }

    @Override
    public void close() {
        stopping = true;
        threads.forEach(Thread::interrupt);
    }

    /** A piece of work. */
    @FunctionalInterface
    interface Round {
        void run() throws Exception;
    }
}
