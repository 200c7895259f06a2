package dev.trailtally.standalone.progress;

import com.google.protobuf.util.Durations;
import dev.trailtally.collector.v1.AccountProgress;
import dev.trailtally.collector.v1.UnitCounts;
import dev.trailtally.collector.v1.WatchScanResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long a scan of units still takes, from how many have ended since the first look. */
final class TimeEstimate {

    private final Clock clock;
    private final Instant firstLook;
    private final long endedBefore;

    TimeEstimate(Clock clock, UnitCounts units) {
        this.clock = clock;
        this.firstLook = clock.instant();
        this.endedBefore = ended(units);
    }

    /** Null while there is no estimate. */
    @Nullable
    Duration estimate(WatchScanResponse state) {
        var units = state.getScan().getUnits();
        if (units.getPending() == 0) {
            return state.getBusyAccountsList().stream()
                    .filter(AccountProgress::hasRemaining)
                    .map(account -> Duration.ofMillis(Durations.toMillis(account.getRemaining())))
                    .max(Duration::compareTo)
                    .orElse(null);
        }
        var done = ended(units) - endedBefore;
        if (done <= 0) {
            return null;
        }
        var elapsed = Duration.between(firstLook, clock.instant()).toMillis();
        return Duration.ofMillis((long) ((double) elapsed * (units.getTotal() - ended(units)) / done));
    }

    static long ended(UnitCounts units) {
        return units.getComplete() + units.getFailed() + units.getCancelled();
    }
}
