package dev.trailtally.simulator.fault;

import java.util.function.LongSupplier;

/** Decides request by request, by the nanoseconds of a ticker. */
public final class TokenBucket {

    private final Throttle throttle;
    private final LongSupplier nanos;
    private double tokens;
    private long filledAt;

    public TokenBucket(Throttle throttle, LongSupplier nanos) {
        this.throttle = throttle;
        this.nanos = nanos;
        this.tokens = throttle.burst();
        this.filledAt = nanos.getAsLong();
    }

    public synchronized boolean take() {
        var now = nanos.getAsLong();
        tokens = Math.min(throttle.burst(), tokens + (now - filledAt) * throttle.rate() / 1e9);
        filledAt = now;
        if (tokens < 1) {
            return false;
        }
        tokens--;
        return true;
    }
}
