package dev.trailtally.collector.event;

import dev.trailtally.collector.claim.ClaimedObject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far a log object has been read when a batch commits.
 *
 * @param holder under which the object was claimed
 * @param recordsBefore records committed before this batch; if the manifest says otherwise, the batch is out of order
 * @param recordsDone records read so far; a resumed read skips as many
 * @param state "pending" while records may follow, else "read" or "unreadable"
 * @param failureCode why the rest is unreadable, or {@link #NOT_A_LOG}; else null
 * @param failureMessage the same in words
 */
public record ObjectProgress(
        long objectId,
        UUID holder,
        long recordsBefore,
        long recordsDone,
        String state,
        @Nullable String failureCode,
        @Nullable String failureMessage) {

    /** The code of an object that by name and content is not a log: nothing of it is read, and nothing is missing. */
    static final String NOT_A_LOG = "NOT_A_LOG";

    static ObjectProgress pending(ClaimedObject object, long recordsBefore, long recordsDone) {
        return new ObjectProgress(
                object.objectId(), object.holder(), recordsBefore, recordsDone, "pending", null, null);
    }

    static ObjectProgress read(ClaimedObject object, long recordsBefore, long recordsDone) {
        return new ObjectProgress(object.objectId(), object.holder(), recordsBefore, recordsDone, "read", null, null);
    }

    static ObjectProgress leftAlone(ClaimedObject object, long recordsBefore, long recordsDone, String message) {
        return new ObjectProgress(
                object.objectId(), object.holder(), recordsBefore, recordsDone, "read", NOT_A_LOG, message);
    }

    static ObjectProgress unreadable(
            ClaimedObject object, long recordsBefore, long recordsDone, String code, String message) {
        return new ObjectProgress(
                object.objectId(), object.holder(), recordsBefore, recordsDone, "unreadable", code, message);
    }
}
