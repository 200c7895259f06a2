package dev.trailtally.collector.lastaccessed;

import dev.trailtally.collector.account.IamSession;
import dev.trailtally.collector.source.SourceException;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many jobs may be open: not more than can be read before the credentials that made them end, because no others can
 * read them.
 */
final class OpenJobs {

    private static final double NANOS = 1e9;
    // Making and reading share the rate, and both are estimates.
    private static final double SHARE = 2;
    private static final double FIRST_GUESS = 1.2;
    private static final double WEIGHT = 0.1;

    private final IamSessions sessions;
    private final Durations durations;
    private final LongSupplier nanosPerRequest;
    private double requestsPerJob = FIRST_GUESS;

    OpenJobs(IamSessions sessions, Durations durations, LongSupplier nanosPerRequest) {
        this.sessions = sessions;
        this.durations = durations;
        this.nanosPerRequest = nanosPerRequest;
    }

    /** A job took this many requests to read. */
    synchronized void read(int requests) {
        requestsPerJob += WEIGHT * (requests - requestsPerJob);
    }

    /**
     * The credentials to make one more job with; null if those that are open have to be read first.
     *
     * @param open how many jobs each session has made that are still open
     */
    @Nullable
    IamSession admit(Map<IamSession, Integer> open) throws SourceException, InterruptedException {
        var current = sessions.current();
        for (var entry : open.entrySet()) {
            if (entry.getKey() != current && sessions.nanosLeft(entry.getKey()) < reading(entry.getValue())) {
                return null;
            }
        }
        int more = open.getOrDefault(current, 0) + 1;
        long needed = durations.most().plus(Duration.ofSeconds(1)).toNanos() + reading(more);
        if (sessions.nanosLeft(current) >= needed) {
            return current;
        }
        var next = sessions.lasting(needed);
        // If none lasts long enough, jobs are still tried one after the other.
        return next != current || open.isEmpty() ? next : null;
    }

    private synchronized long reading(int jobs) {
        return (long) (jobs * requestsPerJob * SHARE * nanosPerRequest.getAsLong());
    }

    static long nanosPerRequest(double perSecond) {
        return (long) (NANOS / perSecond);
    }
}
