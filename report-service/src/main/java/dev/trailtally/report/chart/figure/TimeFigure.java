package dev.trailtally.report.chart.figure;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;

/**
 * Successful and failed events over time.
 *
 * @param unit of a bucket: "hour" or "day"
 * @param buckets all of them, in order, empty ones as well
 */
public record TimeFigure(Heading heading, String unit, ZoneId zone, List<Bucket> buckets) implements Figure {

    /** The events of [start, end). */
    public record Bucket(Instant start, Instant end, long successful, long failed) {

        public long total() {
            return successful + failed;
        }

        public Bucket and(Bucket next) {
            return new Bucket(start, next.end, successful + next.successful, failed + next.failed);
        }
    }

    public TimeFigure {
        buckets = List.copyOf(buckets);
        if (buckets.isEmpty()) {
            throw new IllegalArgumentException("no buckets");
        }
    }

    public long eventCount() {
        return buckets.stream().mapToLong(Bucket::total).sum();
    }

    public long failedCount() {
        return buckets.stream().mapToLong(Bucket::failed).sum();
    }

    @Override
    public String description() {
        var most = buckets.stream().max(Comparator.comparingLong(Bucket::total)).orElseThrow();
        return heading.sentences()
                + Counts.of(eventCount(), "event") + ", of these " + Counts.text(failedCount())
                + " failed. Most in the "
                + unit + " from " + Moments.text(most.start(), zone) + ": " + Counts.text(most.total()) + ".";
    }
}
