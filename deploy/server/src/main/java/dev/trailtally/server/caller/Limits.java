package dev.trailtally.server.caller;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trailtally.rpc.RpcErrors;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one caller from using up a service: calls per second, and calls at the same time. Health and reflection, which need no
 * caller, are limited by the address that calls.
 */
@Singleton
final class Limits {

    private static final int MAX_CALLERS = 10_000;
    // Longer than a connection lives by default, so that the calls of a caller that is forgotten have ended.
    private static final Duration KEPT = Duration.ofDays(1);
    // Whoever has many addresses could make the table forget those in use.
    private static final int MAX_OPEN_CALLS = 2_000;
    private static final Duration RETRY_CONCURRENT = Duration.ofSeconds(1);

    private final LimitsConfiguration limits;
    private final TimeMeter time;
    private final Cache<String, Usage> callers = usages();
    private final Cache<String, Usage> addresses = usages();
    private final Semaphore openCalls = new Semaphore(MAX_OPEN_CALLS);

    Limits(LimitsConfiguration limits, @Nullable TimeMeter time) {
        this.limits = limits;
        // Not the injected clock: that may be set back, and nobody would be served until it has caught up.
        this.time = time == null ? TimeMeter.SYSTEM_NANOTIME : time;
    }

    private static Cache<String, Usage> usages() {
        return Caffeine.newBuilder()
                .maximumSize(MAX_CALLERS)
                .expireAfterAccess(KEPT)
                .build();
    }

    /**
     * Counts a call.
     *
     * @return what to run when the call has ended; again has no effect
     */
    Runnable admit(String caller) {
        return admit(callers.get(caller, name -> unused()));
    }

    /** Counts a call of health or reflection. */
    Runnable admitFrom(SocketAddress address) {
        var host = address instanceof InetSocketAddress ip ? ip.getHostString() : address.toString();
        var ended = admit(addresses.get(host, name -> unused()));
        if (!openCalls.tryAcquire()) {
            ended.run();
            throw tooManyCalls(
                    "this process has %,d calls of health and reflection running, which is the limit", MAX_OPEN_CALLS);
        }
        return once(() -> {
            openCalls.release();
            ended.run();
        });
    }

    private Runnable admit(Usage usage) {
        if (!usage.calls().tryAcquire()) {
            throw tooManyCalls(
                    "you have %,d calls running, which is the limit; wait until one has ended",
                    limits.concurrentCalls());
        }
        var probe = usage.requests().tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            usage.calls().release();
            throw RpcErrors.busy(
                    "TOO_MANY_REQUESTS",
                    String.format(
                            Locale.ROOT,
                            "you have called more than %,d times in a second, which is the limit; call more slowly",
                            limits.requestsPerSecond()),
                    Map.of("limit", Integer.toString(limits.requestsPerSecond())),
                    Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
        return once(usage.calls()::release);
    }

    private static StatusRuntimeException tooManyCalls(String message, int limit) {
        return RpcErrors.busy(
                "TOO_MANY_CONCURRENT_CALLS",
                String.format(Locale.ROOT, message, limit),
                Map.of("limit", Integer.toString(limit)),
                RETRY_CONCURRENT);
    }

    private static Runnable once(Runnable end) {
        var ended = new AtomicBoolean();
        return () -> {
            if (ended.compareAndSet(false, true)) {
                end.run();
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
