package dev.trailtally.collector.event;

import dev.trailtally.collector.claim.ClaimedObject;
import dev.trailtally.collector.cloudtrail.Field;
import dev.trailtally.collector.cloudtrail.Reason;
import dev.trailtally.collector.cloudtrail.RecordSink;
import dev.trailtally.collector.cloudtrail.RecordView;
import dev.trailtally.collector.cloudtrail.UnreadableException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** event -> batch: collects the events of object after object and passes on each full batch. Not thread-safe. */
public final class BatchFiller implements RecordSink {

    private static final int TYPICAL_RECORD_BYTES = 1_000; // of CloudTrail's own files
    private static final long MAX_BYTES_SEEN = 1L << 28;

    private final int batchEvents;
    private final Consumer<EventBatch> full;
    private final EventReader reader;
    private @Nullable EventBatch batch;
    private @Nullable ClaimedObject object;
    private long before;
    private long done;
    private long contentBytes;
    private long bytesSeen = TYPICAL_RECORD_BYTES;
    private long recordsSeen = 1;
    private boolean sound;
    private boolean damaged;

    /** Full batches go to the consumer, which may block. */
    public BatchFiller(int batchEvents, Clock clock, Consumer<EventBatch> full) {
        this.reader = new EventReader(clock);
        this.batchEvents = batchEvents;
        this.full = full;
    }

    /** Starts an object; records that an earlier reader committed are skipped. */
    public void begin(ClaimedObject claimed) {
        if (batch != null && !batch.scanId.equals(claimed.scanId())) {
            flush();
        }
        object = claimed;
        before = claimed.recordsDone();
        done = before;
        contentBytes = 0;
        sound = false;
        damaged = false;
    }

    /** The object is known to be whole, so that records without an eventID are as they were written. */
    public void sound() {
        sound = true;
    }

    /** The object is known to be damaged: nothing of a record's identity is guessed. */
    public void damaged() {
        damaged = true;
    }

    /**
     * Hands over what has been collected so far if an object of this size would otherwise be split between two batches,
     * and fits into one. The number of its records is estimated from the size of earlier ones; a wrong estimate splits
     * it after all.
     *
     * @param size uncompressed; 0 if it is not known
     */
    public void makeRoom(long size) {
        contentBytes = size;
        long events = (size * recordsSeen + bytesSeen - 1) / bytesSeen;
        boolean unread = done == before; // what was taken of the object goes with its progress
        if (unread && batch != null && events <= batchEvents && batch.size() + events > batchEvents) {
            flush();
        }
    }

    /** The object has been read to its end. */
    public void finish() {
        learnSize();
        end(ObjectProgress.read(object(), before, done));
    }

    private void learnSize() {
        if (contentBytes == 0 || done == 0) {
            return;
        }
        bytesSeen += contentBytes;
        recordsSeen += done;
        if (bytesSeen > MAX_BYTES_SEEN) { // what comes later counts for more
            bytesSeen /= 2;
            recordsSeen = Math.max(recordsSeen / 2, 1);
        }
    }

    /** How many records of the object have been read so far. */
    public long done() {
        return done;
    }

    /** The rest of the object cannot be read, now or later; it counts as one rejection. */
    public void finishUnreadable(UnreadableException e) {
        var message = Rejections.bounded(String.valueOf(e.getMessage()));
        rejected(e.reason(), message, done + 1, e.offset());
        end(ObjectProgress.unreadable(object(), before, done, e.reason().name(), message));
    }

    /** The object is not a log and was left alone. */
    public void finishLeftAlone(String message) {
        end(ObjectProgress.leftAlone(object(), before, done, Rejections.bounded(message)));
    }

    /** The rest of the object could not be fetched. */
    public void finishFailed(String code, String message) {
        end(ObjectProgress.unreadable(object(), before, done, code, Rejections.bounded(message)));
    }

    /** Hands over what has been collected so far. */
    public void flush() {
        var filled = batch;
        batch = null;
        if (filled != null && !filled.isEmpty()) {
            full.accept(filled);
        }
    }

    /**
     * Forgets what was collected since the last batch was passed on; returns its objects, which are still to be read.
     */
    public Map<Long, UUID> discard() {
        var objects = batch == null ? Map.<Long, UUID>of() : batch.claims();
        batch = null;
        object = null;
        return objects;
    }

    /**
     * Adds the record.
     *
     * @throws UnprovenException if it counts only in a whole object, and it is not known yet whether this one is
     */
    @Override
    public void record(RecordView record) {
        if (record.number() <= done) {
            return;
        }
        var from = object();
        long account = EventReader.account(record, from.keyAccountId());
        long second = EventReader.second(record);
        var flaw = reader.flaw(record, account, second);
        if (flaw == null && !sound) {
            flaw = EventReader.guess(record);
            if (flaw != null && !damaged) {
                throw new UnprovenException();
            }
        }
        done = record.number();
        if (flaw != null && record.category().isSummary()) {
            batch().ignored++;
        } else if (flaw != null) {
            reject(flaw, EventReader.detail(flaw, record), record.offset(), account, regionOf(record));
        } else if (admitted(record, account, second)) {
            reader.add(record, account, second, from.objectId(), from.keepRaw(), batch());
        } else {
            batch().excluded++;
        }
        progressed();
    }

    @Override
    public void rejected(Reason reason, String detail, long number, long offset) {
        if (number <= done) {
            return;
        }
        done = number;
        reject(reason, detail, offset, RecordView.NO_ACCOUNT, EventBatch.ABSENT);
        progressed();
    }

    @Override
    public void ignored(long number) {
        if (number <= done) {
            return;
        }
        done = number;
        batch().ignored++;
        progressed();
    }

    private boolean admitted(RecordView record, long account, long second) {
        var filter = object().filter();
        return filter.isOpen()
                || filter.admits(account, record.string(Field.AWS_REGION), Instant.ofEpochSecond(second));
    }

    private void reject(Reason reason, String detail, long offset, long account, int region) {
        batch().reject(new Rejections.Rejection(object().objectId(), done, offset, reason, detail, account, 0), region);
    }

    private void progressed() {
        if (batch().isFull(batchEvents)) {
            long objectId = object().objectId();
            batch().objects.put(objectId, ObjectProgress.pending(object(), before, done));
            before = done;
            flush();
        }
    }

    private void end(ObjectProgress progress) {
        batch().objects.put(progress.objectId(), progress);
        if (batch().isFull(batchEvents)) {
            flush();
        }
        object = null;
    }

    private int regionOf(RecordView record) {
        return EventReader.intern(record, Field.AWS_REGION, batch().regions);
    }

    private EventBatch batch() {
        if (batch == null) {
            batch = new EventBatch(object().scanId(), object().listedAt());
        }
        return batch;
    }

    private ClaimedObject object() {
        if (object == null) {
            throw new IllegalStateException("no object was begun");
        }
        return object;
    }
}
