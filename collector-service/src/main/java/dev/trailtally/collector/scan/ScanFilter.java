package dev.trailtally.collector.scan;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

public record ScanFilter(
        Set<Long> accountIds,
        Set<String> regions,
        @Nullable Instant start,
        @Nullable Instant end) {
    public boolean isOpen() {
        return true;
    }

    public boolean admits(long accountId, String region, Instant time) {
        return true;
    }
}
