package dev.trailtally.simulator.cloudtrail;

import dev.trailtally.simulator.fault.Throttle;
import dev.trailtally.simulator.fault.TokenBucket;
import dev.trailtally.simulator.organization.AccountRegion;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The bucket of one account and region, and its counts. */
final class UnitLedger {

    private final AccountRegion unit;
    private final TokenBucket bucket;
    private final InstantSource clock;
    private long accepted;
    private long answered;
    private long throttled;
    private long events;
    private @Nullable Instant firstAccepted;
    private @Nullable Instant lastAccepted;

    UnitLedger(AccountRegion unit, Throttle throttle, InstantSource clock, LongSupplier nanos) {
        this.unit = unit;
        this.bucket = new TokenBucket(throttle, nanos);
        this.clock = clock;
    }

    synchronized boolean accept() {
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

    synchronized void answered(int pageOf) {
        answered++;
        events += pageOf;
    }

    synchronized UnitUse use() {
        return new UnitUse(unit, accepted, answered, throttled, events, firstAccepted, lastAccepted);
    }
}
