package dev.trailtally.collector.work;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One kind of work that outlives this process: it is claimed, done in threads while its {@link Leases} are renewed, and
 * given back at a stop. The stop begins as soon as the server begins to stop, while calls still have time to end, so that
 * other collectors can continue what is given back; and it happens once.
 *
 * @param <K> names a claim
 * @param <W> the work that is done under it
 */
public final class DurableWork<K, W> {

    private static final Logger LOG = LoggerFactory.getLogger(DurableWork.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final Leases<K, W> leases;
    private final Duration heartbeat;
    private final WorkSignal signal;
    private final Runnable halt;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<K, Future<?>> running = new ConcurrentHashMap<>();
    private final FutureTask<?> stop = new FutureTask<>(this::giveUp, true);

    /**
     * @param lease how long a claim is held without being renewed
     * @param signal raised when there may be new work, and by this class when work has ended
     * @param halt stops what else works under the claims, before they are given back
     */
    public DurableWork(Leases<K, W> leases, Duration lease, WorkSignal signal, Runnable halt) {
        this.leases = leases;
        this.heartbeat = lease.dividedBy(3);
        this.signal = signal;
        this.halt = halt;
    }

    /** Renews what is held, from now on. */
    public void renew() {
        repeat("renewing leases of " + leases.what(), () -> {
            leases.renew();
            Thread.sleep(heartbeat);
        });
    }

    /** Looks for work from now on, and renews what is held. */
    public void start(int max, Finding finding) {
        renew();
        repeat("claiming " + leases.what(), () -> {
            long seen = signal.count();
            int free = max - leases.held().size();
            if (free <= 0 || !finding.begin(free)) {
                signal.await(seen, POLL);
            }
        });
    }

    /** Repeats something until the stop. */
    public void repeat(String what, Task round) {
        threads.execute(() -> loop(what, round));
    }

    /** Runs rounds until the thread is interrupted; after a failed round the next one follows a second later. */
    private static void loop(String what, Task round) {
        boolean failing = false;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                round.run();
                failing = false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                if (!failing && !Thread.currentThread().isInterrupted()) {
                    LOG.warn("{} failed, so it is tried again every second: {}", what, e.getMessage());
                }
                failing = true;
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Begins what was claimed, in a thread of its own. */
    public void begin(K claim, W work, Task task) {
        leases.hold(claim, work);
        try {
            running.computeIfAbsent(claim, key -> threads.submit(() -> run(key, task)));
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: one is given back at once", leases.what());
        }
    }

    private void run(K claim, Task task) {
        try {
            task.run();
            leases.end(claim);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the stop gives it back, unless it is lost
        } catch (RuntimeException e) {
            leases.end(claim);
            LOG.warn("{}: one stopped and is claimed again when its lease expires: {}", leases.what(), e.getMessage());
        } finally {
            running.remove(claim);
            signal.raise();
        }
    }

    /** Interrupts the work under a claim. */
    public void interrupt(K claim) {
        var thread = running.get(claim);
        if (thread != null) {
            thread.cancel(true);
        }
    }

    /** Begins the stop, unless it has begun, and does not wait. */
    public void beginStop() {
        Thread.ofVirtual().name("stop " + leases.what()).start(stop);
    }

    /** Begins the stop, unless it has begun, and waits for its end. */
    public void stop() {
        stop.run(); // does nothing if it has begun
        try {
            stop.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("work on " + leases.what() + " did not stop", e.getCause());
        }
    }

    private void giveUp() {
        threads.shutdownNow();
        halt.run();
        try {
            if (!threads.awaitTermination(STOP.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("work on {} has not stopped after {}", leases.what(), STOP);
            }
            leases.release();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Claims work and begins it. */
    @FunctionalInterface
    public interface Finding {

        /** Begins at most so much; returns whether there was any. */
        boolean begin(int max) throws InterruptedException;
    }

    /** The work under one claim, or a round of what is repeated. */
    @FunctionalInterface
    public interface Task {

        /** Does it to its end; an interruption leaves it to the next claim. */
        void run() throws InterruptedException;
    }
}
