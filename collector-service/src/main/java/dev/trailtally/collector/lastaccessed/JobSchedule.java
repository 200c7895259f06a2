package dev.trailtally.collector.lastaccessed;

import dev.trailtally.collector.account.IamSession;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which job is to be made or asked for next, and when. Times are those of a monotonic clock, in nanoseconds. */
final class JobSchedule {

    private record Due(long at, long turn, Job job) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Job> unmade = new ArrayDeque<>();
    private final PriorityQueue<Due> made =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::turn));
    private final Map<IamSession, Integer> openBySession = new HashMap<>();
    private long turns;
    private long changes;
    private int taken;

    /** A job that is to be made as soon as possible. */
    void make(Job job) {
        locked(() -> unmade.add(job));
    }

    /** A job that is to be looked at again, at that time. */
    void at(long time, Job job) {
        locked(() -> made.add(new Due(time, turns++, job)));
    }

    boolean hasUnmade() {
        lock.lock();
        try {
            return !unmade.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the first job that is still to be made and may be. */
    @Nullable
    Job takeUnmade(Predicate<Job> may) {
        lock.lock();
        try {
            for (var iterator = unmade.iterator(); iterator.hasNext(); ) {
                var job = iterator.next();
                if (may.test(job)) {
                    iterator.remove();
                    taken++;
                    return job;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the job that has waited longest beyond its time; null if none is due. */
    @Nullable
    Job takeDue(long now) {
        lock.lock();
        try {
            var first = made.peek();
            if (first == null || first.at() > now) {
                return null;
            }
            made.remove();
            taken++;
            return first.job();
        } finally {
            lock.unlock();
        }
    }

    /** A job that was taken is scheduled again or has ended. */
    void back() {
        locked(() -> taken--);
    }

    /** A job is being made by these credentials, which are needed until it has ended. */
    void open(IamSession session) {
        locked(() -> openBySession.merge(session, 1, Integer::sum));
    }

    void closed(IamSession session) {
        locked(() -> openBySession.computeIfPresent(session, (any, count) -> count == 1 ? null : count - 1));
    }

    /** How many open jobs each session has made. */
    Map<IamSession, Integer> openBySession() {
        lock.lock();
        try {
            return Map.copyOf(openBySession);
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return unmade.isEmpty() && made.isEmpty() && taken == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether jobs are made or being worked on. */
    boolean hasMade() {
        lock.lock();
        try {
            return taken > 0 || made.stream().anyMatch(due -> due.job().jobId() != null);
        } finally {
            lock.unlock();
        }
    }

    /** How often it has changed; to be taken before looking for work, so that no change is missed in between. */
    long changes() {
        lock.lock();
        try {
            return changes;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until more has changed than was seen, or a job is due, at most for the time-out. */
    void await(long seen, long now, long atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var first = made.peek();
            long wait = first == null ? atMost : Math.min(atMost, first.at() - now);
            while (changes == seen && wait > 0) {
                wait = changed.awaitNanos(wait);
            }
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
