package dev.trailtally.simulator.fault;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A bucket, and the counts of the requests to it. */
public final class RequestLedger {

    private final TokenBucket bucket;
    private final InstantSource clock;
    private final Map<String, Long> counts = new HashMap<>();
    private long accepted;
    private long throttled;
    private @Nullable Instant firstAccepted;
    private @Nullable Instant lastAccepted;

    /** @param counts what else was counted, by name */
    public record Use(
            long accepted,
            long throttled,
            Map<String, Long> counts,
            @Nullable Instant firstAccepted,
            @Nullable Instant lastAccepted) {

        public Use {
            counts = Map.copyOf(counts);
        }

        public long count(String name) {
            return counts.getOrDefault(name, 0L);
        }
    }

    public RequestLedger(Throttle throttle, InstantSource clock, LongSupplier nanos) {
        this.bucket = new TokenBucket(throttle, nanos);
        this.clock = clock;
    }

    public synchronized boolean accept() {
        if (!bucket.take()) {
            throttled++;
            return false;
        }
        accepted++;
        lastAccepted = clock.instant();
        if (firstAccepted == null) {
            firstAccepted = lastAccepted;
        }
        return true;
    }

    public synchronized void count(String name, long more) {
        counts.merge(name, more, Long::sum);
    }

    public synchronized Use use() {
        return new Use(accepted, throttled, counts, firstAccepted, lastAccepted);
    }
}
