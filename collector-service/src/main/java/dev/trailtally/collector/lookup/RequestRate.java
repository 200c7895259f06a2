package dev.trailtally.collector.lookup;

/**
 * Paces the requests of one account and region: evenly at what AWS allows, slower for a while after AWS refused one, as when
 * somebody else asks, too. Times are those of a monotonic clock, in nanoseconds.
 */
final class RequestRate {

    /** Requests a second. AWS source: CloudTrail quotas, LookupEvents, 2 per second per account per Region. */
    static final double CEILING = 2;

    private static final double FLOOR = 0.1;
    // A refusal by itself is jitter; one soon after another means that somebody else asks, too.
    private static final double AFTER_REFUSAL = 0.97;
    private static final double AFTER_REFUSALS = 0.8;
    private static final int SOON = 20;
    // Back to the ceiling slowly, where the next refusal waits, and fast once it does not.
    private static final double RECOVERY = 0.0008;
    private static final double FAST_RECOVERY = 0.02;
    private static final int SAFE = 100;
    private static final double NANOS = 1e9;

    private double perSecond = CEILING;
    private long next;
    private int acceptedInRow = SAFE;

    RequestRate(long now) {
        this.next = now;
    }

    /** How long until the next request may be sent; 0 where it may now. */
    synchronized long nanosUntilFree(long now) {
        return Math.max(0, next - now);
    }

    /** Takes leave for one request; false where it has to wait. */
    synchronized boolean take(long now) {
        if (now - next < 0) {
            return false;
        }
        // A thread that wakes up late gets back up to half of an interval, so that lateness does not add up.
        next = Math.max(next, now - interval() / 2) + interval();
        return true;
    }

    /** AWS took a request. */
    synchronized void accepted() {
        acceptedInRow++;
        perSecond = Math.min(CEILING, perSecond + (acceptedInRow > SAFE ? FAST_RECOVERY : RECOVERY));
    }

    /** AWS refused a request as one too many. */
    synchronized void throttled(long now) {
        perSecond = Math.max(FLOOR, perSecond * (acceptedInRow < SOON ? AFTER_REFUSALS : AFTER_REFUSAL));
        acceptedInRow = 0;
        next = Math.max(next, now + interval());
    }

    synchronized double perSecond() {
        return perSecond;
    }

    private long interval() {
        return (long) (NANOS / perSecond);
    }
}
