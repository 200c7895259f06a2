package dev.trailtally.simulator.iam.query;

import dev.trailtally.simulator.fault.Throttle;
import dev.trailtally.simulator.fault.TokenBucket;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The bucket of one account, and its counts. */
final class IamLedger {

    private final String account;
    private final TokenBucket bucket;
    private final InstantSource clock;
    private final Map<String, Long> actions = new HashMap<>();
    private long accepted;
    private long throttled;
    private @Nullable Instant firstAccepted;
    private @Nullable Instant lastAccepted;

    IamLedger(String account, Throttle throttle, InstantSource clock, LongSupplier nanos) {
        this.account = account;
        this.bucket = new TokenBucket(throttle, nanos);
        this.clock = clock;
    }

    synchronized boolean accept(String action) {
        if (!bucket.take()) {
            throttled++;
            return false;
        }
        accepted++;
        actions.merge(action, 1L, Long::sum);
        lastAccepted = clock.instant();
        if (firstAccepted == null) {
            firstAccepted = lastAccepted;
        }
        return true;
    }

    synchronized IamUse use() {
        return new IamUse(account, accepted, throttled, actions, firstAccepted, lastAccepted);
    }
}
