package dev.trailtally.server.caller;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trailtally.rpc.RpcErrors;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Keeps one caller from using up a service: calls per second, and calls at the same time. */
@Singleton
final class Limits {

    private static final int MAX_CALLERS = 10_000;
    // Longer than a connection lives by default, so that the calls of a caller that is forgotten have ended.
    private static final Duration KEPT = Duration.ofDays(1);
    private static final Duration RETRY_CONCURRENT = Duration.ofSeconds(1);

    private final LimitsConfiguration limits;
    private final TimeMeter time;
    private final Cache<String, Usage> usages = Caffeine.newBuilder()
            .maximumSize(MAX_CALLERS)
            .expireAfterAccess(KEPT)
            .build();

    Limits(LimitsConfiguration limits, @Nullable TimeMeter time) {
        this.limits = limits;
        // Not the injected clock: that may be set back, and nobody would be served until it has caught up.
        this.time = time == null ? TimeMeter.SYSTEM_NANOTIME : time;
    }

    /**
     * Counts a call.
     *
     * @return what to run when the call has ended; again has no effect
     */
    Runnable admit(String caller) {
        var usage = usages.get(caller, name -> unused());
        if (!usage.calls().tryAcquire()) {
            throw RpcErrors.busy(
                    "TOO_MANY_CONCURRENT_CALLS",
                    "you have %,d calls running, which is the limit; wait until one has ended"
                            .formatted(limits.concurrentCalls()),
                    Map.of("limit", Integer.toString(limits.concurrentCalls())),
                    RETRY_CONCURRENT);
        }
        var probe = usage.requests().tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            usage.calls().release();
            throw RpcErrors.busy(
                    "TOO_MANY_REQUESTS",
                    "you have called more than %,d times in a second, which is the limit; call more slowly"
                            .formatted(limits.requestsPerSecond()),
                    Map.of("limit", Integer.toString(limits.requestsPerSecond())),
                    Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
        var ended = new AtomicBoolean();
        return () -> {
            if (ended.compareAndSet(false, true)) {
                usage.calls().release();
            }
        };
    }

    private Usage unused() {
        var requests = Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(limits.requestsPerSecond())
                        .refillGreedy(limits.requestsPerSecond(), Duration.ofSeconds(1)))
                .build();
        return new Usage(requests, new Semaphore(limits.concurrentCalls()));
    }

    private record Usage(Bucket requests, Semaphore calls) {}
}
