package dev.trailtally.collector.scan;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

public record ClaimedObject(
        long objectId,
        UUID scanId,
        String uri,
        String version,
        @Nullable Long keyAccountId,
        long recordsDone,
        long byteCount,
        ScanFilter filter,
        boolean keepRaw,
        Instant listedAt) {}
