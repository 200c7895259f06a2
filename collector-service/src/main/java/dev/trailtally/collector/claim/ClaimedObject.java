package dev.trailtally.collector.claim;

import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.scan.ScanFilter;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A log object that this instance may read until its lease ends.
 *
 * @param holder what log_object.claimed_by says of this claim
 * @param keyAccountId the account in the object's key; null if it names none
 * @param recordsDone records already committed, which a resumed read skips
 * @param byteCount size as stored
 * @param filter which of its events are wanted
 * @param listedAt when the listing of the scan began
 */
public record ClaimedObject(
        long objectId,
        UUID holder,
        UUID scanId,
        String uri,
        String version,
        @Nullable Long keyAccountId,
        long recordsDone,
        long byteCount,
        ScanFilter filter,
        boolean keepRaw,
        Instant listedAt) {

    public ClaimedObject {
        requireNonNull(holder, "holder is null");
        requireNonNull(scanId, "scanId is null");
        requireNonNull(uri, "uri is null");
        requireNonNull(version, "version is null");
        requireNonNull(filter, "filter is null");
        requireNonNull(listedAt, "listedAt is null");
        if (recordsDone < 0) {
            throw new IllegalArgumentException("recordsDone is negative: " + recordsDone);
        }
    }
}
