package dev.trailtally.collector.scan;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks to collect.
 *
 * @param requestId the caller's name for the request; null if it has none
 * @param lookback how far before the request the window starts, if it was requested that way; the filter has its start
 * @param repetition null if it runs once
 */
record ScanRequest(
        @Nullable UUID requestId,
        ScanSource source,
        ScanFilter filter,
        @Nullable Duration lookback,
        boolean keepRaw,
        Scan.@Nullable Repetition repetition) {

    ScanRequest {
        requireNonNull(source, "source is null");
        requireNonNull(filter, "filter is null");
    }
}
