package dev.trailtally.collector.lastaccessed;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One {@link Pace} for each account that is being asked, whichever scans ask it. */
final class RateLimiters {

    private static final class Shared {
        private final RateLimiter limiter;
        private int users;

        Shared(RateLimiter limiter) {
            this.limiter = limiter;
        }
    }

    private final Map<Long, Shared> limiters = new ConcurrentHashMap<>();

    /** To be given back by {@link #leave}. */
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
