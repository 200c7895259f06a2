package dev.trailtally.collector;

import dev.trailtally.collector.claim.ClaimedObject;
import dev.trailtally.collector.claim.ObjectClaims;
import dev.trailtally.collector.cloudtrail.LogInput;
import dev.trailtally.collector.cloudtrail.LogInputs;
import dev.trailtally.collector.cloudtrail.NotALogException;
import dev.trailtally.collector.cloudtrail.RecordReader;
import dev.trailtally.collector.cloudtrail.UnreadableException;
import dev.trailtally.collector.event.BatchFiller;
import dev.trailtally.collector.event.JsonCheck;
import dev.trailtally.collector.event.UnprovenException;
import dev.trailtally.collector.scan.LogSources;
import dev.trailtally.collector.source.ObjectKey;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.store.BatchWriter;
import dev.trailtally.collector.work.WorkSignal;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims objects and reads them, one after the other, into batches for its {@link BatchQueue}. */
final class CollectorWorker {

    private static final Logger LOG = LoggerFactory.getLogger(CollectorWorker.class);
    private static final int MAX_CLAIMED_OBJECTS = 100;
    private static final long MAX_CLAIMED_BYTES = 32L << 20;
    private static final int MAX_ATTEMPTS = 4;
    private static final Duration POLL = Duration.ofSeconds(1);

    private final ObjectClaims claims;
    private final LogSources sources;
    private final WorkSignal signal;
    private final BatchQueue queue;
    private final BatchFiller filler;
    private final LogInputs inputs = new LogInputs();
    private final Thread thread;

    CollectorWorker(
            int number,
            int batchEvents,
            Clock clock,
            ObjectClaims claims,
            LogSources sources,
            BatchWriter writer,
            WorkSignal signal) {
        this.claims = claims;
        this.sources = sources;
        this.signal = signal;
        this.queue = new BatchQueue(number, claims, writer, signal);
        this.filler = new BatchFiller(batchEvents, clock, queue::put);
        this.thread = Thread.ofPlatform().name("reader-" + number).daemon().unstarted(this::run);
    }

    void start() {
        queue.start();
        thread.start();
    }

    void stop() {
        thread.interrupt();
        queue.stop();
    }

    void join(Duration timeout) {
        try {
            thread.join(timeout);
            queue.join(timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean failing = false;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                readClaimed();
                failing = false;
            } catch (InterruptedException | BatchQueue.StoppedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | Error e) {
                if (!failing) {
                    LOG.warn("reading paused, nothing is lost, tried again every second: {}", e.toString());
                }
                failing = true;
                pause();
            }
        }
    }

    private void readClaimed() throws InterruptedException {
        long seen = signal.count();
        var objects = claims.claim(MAX_CLAIMED_OBJECTS, MAX_CLAIMED_BYTES);
        if (objects.isEmpty()) {
            filler.flush();
            signal.await(seen, POLL);
            return;
        }
        var unread = new HashMap<Long, UUID>();
        objects.forEach(object -> unread.put(object.objectId(), object.holder()));
        try {
            for (var object : objects) {
                read(object);
                unread.remove(object.objectId());
            }
        } catch (RuntimeException | InterruptedException | Error e) {
            unread.putAll(filler.discard());
            claims.leases().giveBack(unread);
            throw e;
        }
    }

    /** Reads one object to its end; after a broken connection it continues behind what was read. */
    private void read(ClaimedObject object) throws InterruptedException {
        filler.begin(object);
        for (int attempt = 1; ; attempt++) {
            try {
                readRecords(object);
                filler.finish();
                return;
            } catch (NotALogException e) {
                filler.finishLeftAlone(String.valueOf(e.getMessage()));
                return;
            } catch (UnreadableException e) {
                filler.finishUnreadable(e);
                return;
            } catch (SourceException e) {
                filler.finishFailed(e.code(), e.explanation() + ". " + e.nextStep());
                return;
            } catch (IOException e) {
                if (attempt == MAX_ATTEMPTS) {
                    filler.finishFailed("READ_FAILED", e + ". Run the scan again to read the object.");
                    return;
                }
                LOG.info(
                        "reading {} broke off and continues from record {}: {}",
                        object.uri(),
                        filler.done(),
                        e.toString());
                Thread.sleep(POLL.multipliedBy(attempt));
            }
        }
    }

    private void readRecords(ClaimedObject object) throws IOException, SourceException {
        try (var input = open(object)) {
            filler.makeRoom(input.byteCount());
            if (input.isDamaged()) {
                filler.damaged();
            }
            RecordReader.read(input, filler);
        } catch (UnprovenException e) {
            if (isSound(object)) {
                filler.sound();
            } else {
                filler.damaged();
            }
            readRecords(object); // skips what was read already
        }
    }

    private boolean isSound(ClaimedObject object) throws IOException, SourceException {
        try (var input = open(object)) {
            return JsonCheck.isSound(input);
        }
    }

    private LogInput open(ClaimedObject object) throws IOException, SourceException {
        return inputs.open(
                ObjectKey.namesLog(object.uri()), () -> sources.open(object.scanId(), object.uri(), object.version()));
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
