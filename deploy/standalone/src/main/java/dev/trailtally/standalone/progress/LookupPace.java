package dev.trailtally.standalone.progress;

import com.google.protobuf.util.Durations;
import dev.trailtally.collector.v1.AccountProgress;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.WatchScanResponse;
import dev.trailtally.standalone.summary.Format;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pace of LookupEvents, from what has been done since the first look, which may be long after the start. */
final class LookupPace implements AccountsPace {

    private final Clock clock;
    private @Nullable FirstLook first;

    LookupPace(Clock clock) {
        this.clock = clock;
    }

    /** "12 of 204 regions, 1 failed, 5,300 events, 265 events/s, 118 pages, 2 throttled, about 2:07 left". */
    @Override
    public String describe(WatchScanResponse state) {
        var scan = state.getScan();
        var units = scan.getUnits();
        if (first == null) {
            first = new FirstLook(clock.instant(), scan.getRecords().getRead());
        }
        if (units.getTotal() == 0) {
            return "listing accounts and regions";
        }
        var parts = new ArrayList<String>();
        parts.add(Format.number(units.getComplete()) + " of " + Format.count(units.getTotal(), "region"));
        if (units.getFailed() > 0) {
            parts.add(Format.number(units.getFailed()) + " failed");
        }
        parts.add(Format.count(scan.getRecords().getRead(), "event"));
        parts.add(Format.number(first.perSecond(scan, clock.instant())) + " events/s");
        parts.add(Format.count(scan.getRequests().getPages(), "page"));
        parts.add(Format.number(scan.getRequests().getThrottled()) + " throttled");
        if (state.hasRemaining()) {
            var left = Duration.ofMillis(Durations.toMillis(state.getRemaining()));
            parts.add("about " + TimeLeft.text(left) + " left");
        }
        return String.join(", ", parts);
    }

    @Override
    public List<String> figures(AccountProgress account) {
        var units = account.getUnits();
        var figures = new ArrayList<String>();
        figures.add(Format.number(units.getComplete()) + "/" + Format.count(units.getTotal(), "region"));
        figures.add(Format.count(account.getRecordCount(), "event"));
        figures.add(Format.count(account.getRequests().getPages(), "page"));
        figures.add(Format.number(account.getRequests().getThrottled()) + " throttled");
        if (units.getFailed() > 0) {
            figures.add(Format.number(units.getFailed()) + " failed");
        }
        return figures;
    }

    @Override
    public List<String> sum(List<AccountProgress> accounts) {
        var events =
                accounts.stream().mapToLong(AccountProgress::getRecordCount).sum();
        var pages = accounts.stream()
                .mapToLong(account -> account.getRequests().getPages())
                .sum();
        return List.of(Format.count(events, "event"), Format.count(pages, "page"));
    }

    private record FirstLook(Instant time, long events) {

        long perSecond(Scan scan, Instant now) {
            var millis = Math.max(1, Duration.between(time, now).toMillis());
            return (scan.getRecords().getRead() - events) * 1000 / millis;
        }
    }
}
