package dev.trailtally.collector.lastaccessed;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One {@link RateLimiter} for each account that is being read, shared by all scans. */
final class RateLimiters {

    private static final class Shared {
        private final RateLimiter limiter;
        private int users;

        Shared(RateLimiter limiter) {
            this.limiter = limiter;
        }
    }

    private final Map<Long, Shared> limiters = new ConcurrentHashMap<>();

    /** Release it with {@link #leave}. */
    RateLimiter join(long accountId) {
        var shared = limiters.compute(accountId, (account, present) -> {
            var joined = present == null ? new Shared(new RateLimiter()) : present;
            joined.users++;
            return joined;
        });
        return shared.limiter;
    }

    void leave(long accountId) {
        limiters.computeIfPresent(accountId, (account, shared) -> --shared.users == 0 ? null : shared);
    }
}
