package dev.trailtally.collector.lookup;

import dev.trailtally.collector.claim.SliceState;
import dev.trailtally.collector.source.SourceException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** Reads one unit as a {@link UnitReader} does, on a clock of its own. */
final class UnitModel {

    private static final double NANOS = 1e9;

    private record InFlight(Slice slice, LookupModel.Page page, double at) {}

    private final LookupModel aws;
    private final Random random = new Random(3);
    private final double latency;
    private final PriorityQueue<InFlight> inFlight = new PriorityQueue<>(Comparator.comparingDouble(InFlight::at));
    private final RequestRate rate = new RequestRate(0);
    private final Slices slices;
    private final TimeLeft timeLeft = new TimeLeft();
    double now;
    int requests;

    /** @param latency of a page in seconds, give or take a fifth */
    UnitModel(long[] seconds, long start, long end, double latency) {
        this.aws = new LookupModel(seconds);
        this.slices = new Slices(List.of(new SliceState(1, start, end)));
        this.latency = latency;
    }

    /** The fewest pages that the events fit on. */
    int needed() {
        return Math.max(1, Math.ceilDiv(aws.size(), 50));
    }

    /** How long it says it still takes; null if that is not known. */
    @Nullable
    Duration timeLeft() {
        return timeLeft.estimate(slices.pagesLeft());
    }

    /** Reads all; reports the time after each page. */
    void run(DoubleConsumer afterPage) throws SourceException {
        while (!slices.allRead()) {
            long nanos = Math.round(now * NANOS);
            long untilFree = rate.nanosUntilFree(nanos);
            var slice = untilFree > 0 ? null : slices.next(nanos, rate.nanosUntilLate(nanos) == 0);
            if (slice != null && rate.take(nanos)) {
                requests++;
                double answered = now + latency * (0.8 + 0.4 * random.nextDouble());
                inFlight.add(new InFlight(slice, aws.page(slice.send(nanos)), answered));
                continue;
            }
            long untilLate = rate.nanosUntilLate(nanos);
            long wait = untilFree > 0 ? untilFree : untilLate > 0 ? untilLate : slices.nanosUntilNext(nanos);
            if (!inFlight.isEmpty() && inFlight.element().at() - now <= wait / NANOS) {
                arrive(inFlight.remove());
                afterPage.accept(now);
            } else {
                now += Math.max(1, wait) / NANOS;
            }
        }
    }

    private void arrive(InFlight arrived) throws SourceException {
        now = Math.max(now, arrived.at());
        timeLeft.page(arrived.slice().sentAt(), Math.round(now * NANOS));
        var seconds = arrived.page().events().stream().map(aws::second).toList();
        slices.page(arrived.slice(), seconds, arrived.page().nextToken());
    }
}
