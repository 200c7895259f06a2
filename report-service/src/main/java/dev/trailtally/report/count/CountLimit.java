package dev.trailtally.report.count;

import com.google.rpc.Code;
import dev.trailtally.rpc.RpcErrors;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many counts all reports together may hold: a report needs one for each caller, call and origin of an account before it
 * can say which have the most events, so that its memory grows with them.
 */
public final class CountLimit {

    private static final long OWN = 10_000; // of each report, so that a small one never waits for a large one
    private static final long STEP = 1 << 14;
    private static final Duration RETRY_DELAY = Duration.ofSeconds(2);

    private final long max;
    private final AtomicLong shared = new AtomicLong();

    public CountLimit(long max) {
        this.max = max;
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
        private long held = Math.min(max, OWN);
        private long taken;

        private Held(String advice) {
            this.advice = advice;
        }

        /** Makes sure that the report may hold so many counts in all, or fails with RESOURCE_EXHAUSTED. */
        public void atLeast(long counts) {
            if (counts > held) {
                take(counts);
            }
        }

        private void take(long counts) {
            if (counts > max) {
                throw tooMany();
            }
            long more = Math.min(max, counts + STEP) - held;
            if (shared.addAndGet(more) > max) {
                shared.addAndGet(-more);
                throw busy();
            }
            held += more;
            taken += more;
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
                    Map.of("max_counts", Long.toString(max)));
        }

        private StatusRuntimeException busy() {
            return RpcErrors.busy(
                    "COUNTS_BUSY",
                    String.format(
                            Locale.ROOT,
                            "other reports hold most of the %,d counts allowed at the same time (report.max-counts); try again later, or %s",
                            max,
                            advice),
                    Map.of("max_counts", Long.toString(max)),
                    RETRY_DELAY);
        }

        @Override
        public void close() {
            shared.addAndGet(-taken);
            taken = 0;
        }
    }
}
