package dev.trailtally.collector.lookup;

/**
 * Paces the requests for one account and region: evenly at what AWS allows. The limit is known, so a refusal means jitter or
 * another client. The rate then steps back and returns by time: within seconds to just below the limit, then slowly to the
 * limit itself. Times are those of a monotonic clock, in nanoseconds.
 */
final class RequestRate {

    /** Requests a second. AWS source: CloudTrail quotas, LookupEvents, 2 per second per account per Region. */
    static final double CEILING = 2;

    private static final double FLOOR = 0.2;
    // After some time without one a refusal is probably jitter; several mean that another client asks, too.
    private static final double AFTER_ONE = 0.9;
    private static final double AFTER_SEVERAL = 0.6;
    private static final double RECOVERY_SECONDS = 7;
    // Each refusal lowers what the rate comes back to: a server without slack refuses requests at exactly its limit.
    private static final double LOWER = 0.015;
    private static final double LOWEST_TOP = 0.965 * CEILING;
    private static final double PROBE_PER_SECOND = 0.0005;
    // How much of an interval a late request may save the next: little after a refusal, which used up the slack.
    private static final double SLACK = 0.5;
    private static final double TIGHT_SLACK = 0.025;
    private static final double TIGHT_SECONDS = 20;
    private static final double NANOS = 1e9;

    private long next;
    private boolean slowed;
    private long slowedAt;
    private double low = CEILING;
    private double top = CEILING;

    RequestRate(long now) {
        this.next = now;
    }

    /** How long until the next request may be sent; 0 if it may be sent now. */
    synchronized long nanosUntilFree(long now) {
        return Math.max(0, next - now);
    }

    /** How long until a request is so late that the rate falls behind; 0 if it is. */
    synchronized long nanosUntilLate(long now) {
        return Math.max(0, next + slack(now) - now);
    }

    /** Takes a permit for one request; false if it has to wait. */
    synchronized boolean take(long now) {
        if (now - next < 0) {
            return false;
        }
        // A request that is sent late does not delay those after it, up to the slack.
        next = Math.max(next, now - slack(now)) + interval(now);
        return true;
    }

    /** A request was sent, perhaps long after its permit; the next one must not follow immediately. */
    synchronized void departed(long now) {
        next = Math.max(next, now + interval(now) - slack(now));
    }

    /** AWS refused a request as one too many. Those that were in flight when the rate stepped back say nothing new. */
    synchronized void throttled(long sentAt, long now) {
        if (slowed && sentAt - slowedAt < 0) {
            return;
        }
        boolean several = slowed && now - slowedAt < RECOVERY_SECONDS * NANOS;
        double before = perSecond(now);
        top = Math.max(LOWEST_TOP, topAt(now) - LOWER * CEILING);
        low = Math.clamp(before * (several ? AFTER_SEVERAL : AFTER_ONE), FLOOR, top);
        slowed = true;
        slowedAt = now;
        next = Math.max(next, now + interval(now));
    }

    synchronized double perSecond(long now) {
        double seconds = slowed ? (now - slowedAt) / NANOS : RECOVERY_SECONDS;
        double share = seconds / RECOVERY_SECONDS;
        return share < 1 ? low + (top - low) * share * share : topAt(now);
    }

    private double topAt(long now) {
        double seconds = slowed ? (now - slowedAt) / NANOS - RECOVERY_SECONDS : 0;
        return Math.min(CEILING, top + Math.max(0, seconds) * PROBE_PER_SECOND);
    }

    private long interval(long now) {
        return (long) (NANOS / perSecond(now));
    }

    private long slack(long now) {
        boolean tight = slowed && now - slowedAt < TIGHT_SECONDS * NANOS;
        return (long) (interval(now) * (tight ? TIGHT_SLACK : SLACK));
    }
}
