package dev.trailtally.standalone.progress;

import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.WatchScanResponse;
import dev.trailtally.standalone.summary.Format;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The pace of log files, from what has been done since the start. */
final class FilePace implements Pace {

    private final Clock clock;
    private final Instant start;

    FilePace(Clock clock) {
        this.clock = clock;
        this.start = clock.instant();
    }

    /** "12 of 40 files, 5,300 events, 2,650 events/s, about 0:07 left". */
    @Override
    public String describe(WatchScanResponse state) {
        var scan = state.getScan();
        var objects = scan.getObjects();
        var text = String.format(
                Locale.ROOT,
                "%,d of %,d%s files%s, %,d events, %,d events/s",
                objects.getRead(),
                objects.getRead() + objects.getUnreadable() + objects.getPending(),
                objects.getListingDone() ? "" : " or more",
                objects.getUnreadable() == 0 ? "" : ", " + Format.number(objects.getUnreadable()) + " failed",
                scan.getRecords().getRead(),
                eventsPerSecond(scan));
        var left = timeLeft(scan);
        return left == null ? text : text + ", about " + TimeLeft.text(left) + " left";
    }

    private long eventsPerSecond(Scan scan) {
        var millis = Math.max(1, elapsed().toMillis());
        return scan.getRecords().getRead() * 1000 / millis;
    }

    private @Nullable Duration timeLeft(Scan scan) {
        var objects = scan.getObjects();
        if (!objects.getListingDone() || objects.getBytesRead() == 0 || objects.getPending() == 0) {
            return null;
        }
        var bytesLeft = Math.max(0, objects.getBytesListed() - objects.getBytesRead());
        var millis = (double) elapsed().toMillis() * bytesLeft / objects.getBytesRead();
        return Duration.ofMillis((long) millis);
    }

    private Duration elapsed() {
        return Duration.between(start, clock.instant());
    }
}
