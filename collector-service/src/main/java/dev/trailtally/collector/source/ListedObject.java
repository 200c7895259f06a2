package dev.trailtally.collector.source;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * One object of a source, as listed.
 *
 * @param version changes whenever the object's bytes may have changed
 * @param byteCount size as stored
 */
public record ListedObject(String uri, String version, long byteCount, Instant lastModified) {

    public ListedObject {
        requireNonNull(uri, "uri is null");
        requireNonNull(version, "version is null");
        requireNonNull(lastModified, "lastModified is null");
        if (byteCount < 0) {
            throw new IllegalArgumentException("byteCount is negative: " + byteCount);
        }
    }
}
