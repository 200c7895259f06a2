package dev.trailtally.standalone.progress;

import com.google.protobuf.util.Durations;
import dev.trailtally.collector.v1.AccountProgress;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.UnitCounts;
import dev.trailtally.collector.v1.WatchScanResponse;
import dev.trailtally.standalone.summary.Format;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** The pace of LookupEvents, from what has been done since the first look, which may be long after the start. */
final class LookupPace implements Pace {

    private final Clock clock;
    private @Nullable FirstLook first;

    LookupPace(Clock clock) {
        this.clock = clock;
    }

    /** "12 of 204 regions, 1 failed, 5,300 events, 265 events/s, 118 pages, 2 throttled, about 2:07 left". */
    @Override
    public String describe(WatchScanResponse state) {
        var scan = state.getScan();
        if (first == null) {
            first = new FirstLook(
                    clock.instant(), ended(scan.getUnits()), scan.getRecords().getRead());
        }
        var units = scan.getUnits();
        if (units.getTotal() == 0) {
            return "listing accounts and regions";
        }
        var parts = new ArrayList<String>();
        parts.add(Format.number(ended(units)) + " of " + Format.count(units.getTotal(), "region"));
        if (units.getFailed() > 0) {
            parts.add(Format.number(units.getFailed()) + " failed");
        }
        parts.add(Format.count(scan.getRecords().getRead(), "event"));
        parts.add(Format.number(first.perSecond(scan, clock.instant())) + " events/s");
        parts.add(Format.count(scan.getRequests().getPages(), "page"));
        parts.add(Format.number(scan.getRequests().getThrottled()) + " throttled");
        var left = timeLeft(state, first);
        if (left != null) {
            parts.add("about " + TimeLeft.text(left) + " left");
        }
        return String.join(", ", parts);
    }

    private @Nullable Duration timeLeft(WatchScanResponse state, FirstLook since) {
        var units = state.getScan().getUnits();
        if (units.getPending() == 0) {
            return state.getBusyAccountsList().stream()
                    .filter(AccountProgress::hasRemaining)
                    .map(account -> Duration.ofMillis(Durations.toMillis(account.getRemaining())))
                    .max(Duration::compareTo)
                    .orElse(null);
        }
        var done = ended(units) - since.endedUnits();
        if (done <= 0) {
            return null;
        }
        var elapsed = Duration.between(since.time(), clock.instant()).toMillis();
        return Duration.ofMillis((long) ((double) elapsed * (units.getTotal() - ended(units)) / done));
    }

    private static long ended(UnitCounts units) {
        return units.getComplete() + units.getFailed() + units.getCancelled();
    }

    private record FirstLook(Instant time, long endedUnits, long events) {

        long perSecond(Scan scan, Instant now) {
            var millis = Math.max(1, Duration.between(time, now).toMillis());
            return (scan.getRecords().getRead() - events) * 1000 / millis;
        }
    }
}
