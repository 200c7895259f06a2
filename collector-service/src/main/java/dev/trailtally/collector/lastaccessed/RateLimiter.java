package dev.trailtally.collector.lastaccessed;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Admits requests of one account at its {@link Pace}, in order of arrival. */
final class RateLimiter {

    private final Pace pace = new Pace(System.nanoTime());
    private final ReentrantLock queue = new ReentrantLock(true);

    /** Waits until a request may be sent; returns that time, for {@link #throttled}. */
    long pass() throws InterruptedException {
        queue.lockInterruptibly(); // only the first in the queue watches the pace, which may change while it waits
        try {
            while (true) {
                long now = System.nanoTime();
                if (pace.take(now)) {
                    return now;
                }
                TimeUnit.NANOSECONDS.sleep(pace.nanosUntilFree(now));
            }
        } finally {
            queue.unlock();
        }
    }

    void accepted() {
        pace.accepted();
    }

    void throttled(long sentAt) {
        pace.throttled(sentAt, System.nanoTime());
    }

    double perSecond() {
        return pace.perSecond();
    }
}
