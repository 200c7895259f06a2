package dev.trailtally.report.count;

import com.google.rpc.Code;
import dev.trailtally.rpc.RpcErrors;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many counts all reports together may hold: a report needs one for each caller, call and origin of an account before it
 * can say which have the most events, so that its memory grows with them.
 */
public final class CountLimit {

    /** The reason of a report that may be asked again, because others held the counts. */
    public static final String BUSY = "COUNTS_BUSY";

    private static final int OWN = 10_000; // of each report, so that a small one never waits for a large one
    private static final int STEP = 1 << 14;
    private static final Duration WAIT = Duration.ofSeconds(5); // as for a connection
    private static final Duration RETRY_DELAY = Duration.ofSeconds(2);

    private final int max;
    private final Duration wait;
    private final Semaphore shared;

    public CountLimit(int max) {
        this(max, WAIT);
    }

    /**
     * @param max how many counts
     * @param wait how long a report waits for others to end
     */
    CountLimit(int max, Duration wait) {
        this.max = max;
        this.wait = wait;
        this.shared = new Semaphore(max, true);
    }

    /**
     * The counts of a new report.
     *
     * @param advice what a caller can do to need fewer, such as "ask for a shorter interval"
     */
    public Held hold(String advice) {
        return new Held(advice);
    }

    /** The counts that a report holds until it is closed. */
    public final class Held implements AutoCloseable {

        private final String advice;
        private int held = Math.min(max, OWN);
        private int taken;

        private Held(String advice) {
            this.advice = advice;
        }

        /** Waits until the report may hold so many counts in all, or fails with RESOURCE_EXHAUSTED. */
        public void atLeast(long counts) {
            if (counts > held) {
                take(counts);
            }
        }

        private void take(long counts) {
            if (counts > max) {
                throw tooMany();
            }
            int more = (int) Math.min(max, counts + STEP) - held;
            if (!isFree(more)) {
                throw busy();
            }
            held += more;
            taken += more;
        }

        private boolean isFree(int more) {
            try {
                return shared.tryAcquire(more, wait.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private StatusRuntimeException tooMany() {
            return RpcErrors.failure(
                    Code.RESOURCE_EXHAUSTED,
                    "TOO_MANY_COUNTS",
                    String.format(
                            Locale.ROOT,
                            "the report needs more than the %,d counts allowed (report.max-counts), one for each caller and for each of its calls and origins: %s",
                            max,
                            advice),
                    Map.of("max_counts", Integer.toString(max)));
        }

        private StatusRuntimeException busy() {
            return RpcErrors.busy(
                    BUSY,
                    String.format(
                            Locale.ROOT,
                            "other reports hold most of the %,d counts allowed at the same time (report.max-counts); try again later, or %s",
                            max,
                            advice),
                    Map.of("max_counts", Integer.toString(max)),
                    RETRY_DELAY);
        }

        @Override
        public void close() {
            shared.release(taken);
            taken = 0;
        }
    }
}
