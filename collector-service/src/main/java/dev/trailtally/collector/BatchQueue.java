package dev.trailtally.collector;

import dev.trailtally.collector.claim.ObjectClaims;
import dev.trailtally.collector.event.EventBatch;
import dev.trailtally.collector.store.BatchWriter;
import dev.trailtally.collector.store.LostClaimException;
import dev.trailtally.collector.work.WorkSignal;
import dev.trailtally.server.database.DatabaseFailures;
import dev.trailtally.server.trace.WorkScope;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the batches of one reader in order, while the reader fills the next one. If a batch cannot be written, its
 * objects and those of the batches behind it are released, to be read again.
 */
final class BatchQueue {

    private static final Logger LOG = LoggerFactory.getLogger(BatchQueue.class);
    private static final int MAX_ATTEMPTS = 5;
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);

    private final ObjectClaims claims;
    private final BatchWriter writer;
    private final WorkSignal signal;
    private final BlockingQueue<EventBatch> batches = new ArrayBlockingQueue<>(1);
    private final Thread thread;

    BatchQueue(int number, ObjectClaims claims, BatchWriter writer, WorkSignal signal) {
        this.claims = claims;
        this.writer = writer;
        this.signal = signal;
        this.thread = Thread.ofPlatform().name("writer-" + number).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void stop() {
        thread.interrupt();
    }

    void join(Duration timeout) throws InterruptedException {
        thread.join(timeout);
    }

    /** Queues a batch; waits while two others are ahead of it. */
    void put(EventBatch batch) {
        try {
            batches.put(batch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                var batch = batches.take();
                write(batch);
                signal.raise();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @SuppressWarnings("try") // the scope is left at the end, and not used before
    private void write(EventBatch batch) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try (var scope = WorkScope.begin("write batch", Map.of("scan", batch.scanId.toString()))) {
                writer.write(batch);
                return;
            } catch (LostClaimException e) {
                LOG.info("batch dropped, another collector reads its objects: {}", e.getMessage());
                claims.leases().giveBack(batch.claims()); // one that continues its objects is dropped, too
                return;
            } catch (SQLException | RuntimeException | Error e) {
                if (e instanceof SQLException refused && DatabaseFailures.isRefusal(refused)) {
                    LOG.error("batch refused, its {} objects end as unreadable", batch.objects.size(), e);
                    claims.fail(batch.claims(), "WRITE_REFUSED", "the database refused the batch: " + e.getMessage());
                    return;
                }
                if (DatabaseFailures.isDiskFull(e)) {
                    attempt = 1; // wait for space as long as it takes: a batch that is read again is as large
                }
                if (attempt == MAX_ATTEMPTS) {
                    LOG.warn(
                            "batch dropped, its {} objects will be read again: {}", batch.objects.size(), e.toString());
                    claims.leases().giveBack(batch.claims()); // one that continues its objects is dropped, too
                    return;
                }
                LOG.debug("batch is written again", e);
                Thread.sleep(FIRST_WAIT.multipliedBy(1L << attempt));
            }
        }
    }

    /** The writer has stopped, so further reading is useless. */
    static final class StoppedException extends RuntimeException {

        private static final long serialVersionUID = 1;

        StoppedException() {
            super("stopped");
        }
    }
}
