package dev.trailtally.collector.lastaccessed;

/**
 * The request rate of one account, for which AWS publishes no limit: it rises with every answer until requests are
 * throttled, then stays close to the rate at which that happened. After a refusal the rate steps back, comes back
 * quickly to just below the known limit, stays there, and probes beyond it: the curve of CUBIC (RFC 9438), over answers
 * instead of time, so that a rate that was not used is not taken for allowed. Times are those of a monotonic clock, in
 * nanoseconds.
 */
final class Pace {

    private static final double START = 8;
    private static final double FLOOR = 0.2;
    private static final double CEILING = 300;
    // Doubles about every 0.35 s of answers until the first refusal.
    private static final double GROWTH = Math.log(2) / 0.35;
    // One refusal after a long time without any marks the limit; several in quick succession mean that the rate is far
    // beyond it.
    private static final double AFTER_FIRST = 0.5;
    private static final double AFTER_SEVERAL = 0.7;
    private static final double AFTER_ONE = 0.85;
    private static final double SOON = 0.25;
    // While requests exceed the limit, the accepted rate is the limit; from this many answers on that is no accident.
    private static final int MIN_SAMPLE = 4;
    private static final double BELOW_SAMPLE = 0.95;
    // How long the rate stays around the limit before it is tried again: by time, and by requests if it is low.
    private static final double PLATEAU_SECONDS = 4;
    private static final double PLATEAU_REQUESTS = 60;
    // A thread that wakes up late gets that much back, so that lateness does not add up.
    private static final long SLACK = 20_000_000;
    private static final double NANOS = 1e9;

    private double perSecond = START;
    private long next;

    private boolean limited;
    private double limit;
    private double depth;
    private double plateau = PLATEAU_SECONDS;
    private double secondsUsed;
    private long slowedAt;
    private long overloadedAt;
    private int acceptedSinceOverload;

    Pace(long now) {
        this.next = now;
    }

    /** How long until the next request may be sent; 0 if it may now. */
    synchronized long nanosUntilFree(long now) {
        return Math.max(0, next - now);
    }

    /** Takes a permit for one request; false if it has to wait. */
    synchronized boolean take(long now) {
        if (now - next < 0) {
            return false;
        }
        next = Math.max(next, now - SLACK) + (long) (NANOS / perSecond);
        return true;
    }

    /** AWS took a request. */
    synchronized void accepted() {
        acceptedSinceOverload++;
        if (limited) {
            secondsUsed += 1 / perSecond;
            double left = 1 - secondsUsed / plateau;
            perSecond = bounded(limit * (1 - depth * left * left * left));
        } else {
            perSecond = bounded(perSecond + GROWTH);
        }
    }

    /** AWS refused a request as one too many. Those that were in flight when the rate stepped back say nothing new. */
    synchronized void throttled(long sentAt, long now) {
        if (limited && sentAt - slowedAt < 0) {
            return;
        }
        double before = perSecond;
        perSecond = bounded(before * stepBack(now));
        limit = Math.max(perSecond, limitAfter(before));
        depth = 1 - perSecond / limit;
        plateau = Math.max(PLATEAU_SECONDS, PLATEAU_REQUESTS / limit);
        limited = true;
        secondsUsed = 0;
        slowedAt = now;
    }

    private double stepBack(long now) {
        boolean several = limited && secondsUsed < SOON * plateau;
        if (several) {
            double sample = acceptedSinceOverload / Math.max(1e-3, (now - overloadedAt) / NANOS);
            return acceptedSinceOverload < MIN_SAMPLE
                    ? AFTER_SEVERAL
                    : Math.min(AFTER_SEVERAL, BELOW_SAMPLE * sample / perSecond);
        }
        overloadedAt = now;
        acceptedSinceOverload = 0;
        return limited ? AFTER_ONE : AFTER_FIRST;
    }

    /**
     * The rate at which it was refused; less if that is below the limit known so far, or far beyond what is let
     * through.
     */
    private double limitAfter(double before) {
        if (limited && perSecond < 0.6 * before) {
            return perSecond * 1.15;
        }
        return limited && before < 0.97 * limit ? (before + perSecond) / 2 : before;
    }

    synchronized double perSecond() {
        return perSecond;
    }

    private static double bounded(double rate) {
        return Math.clamp(rate, FLOOR, CEILING);
    }
}
