package dev.trailtally.collector.scan;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks to collect.
 *
 * @param requestId null if the caller chose none
 * @param lookback how far before the request the window starts, if it was requested that way; the filter has its start
 * @param repetition null if it runs once
 * @param beforeHorizon whether it may begin behind the {@link ManifestHorizon}
 */
public record ScanRequest(
        @Nullable RequestId requestId,
        ScanSource source,
        ScanFilter filter,
        @Nullable Duration lookback,
        boolean keepRaw,
        Scan.@Nullable Repetition repetition,
        boolean beforeHorizon) {

    public ScanRequest {
        requireNonNull(source, "source is null");
        requireNonNull(filter, "filter is null");
    }
}
