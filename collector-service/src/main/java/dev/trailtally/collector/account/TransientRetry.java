package dev.trailtally.collector.account;

import dev.trailtally.collector.source.SourceException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Retries calls to AWS until a transient fault has passed. */
public final class TransientRetry {

    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int MAX_CALLS = 120; // ten minutes and the time that the calls take

    private TransientRetry() {}

    /**
     * Repeats a call while it fails with a transient fault: throttled, unreachable, a server error.
     *
     * @param unwanted whether the result is no longer needed, so that any failure is thrown at once
     * @throws SourceException if the failure is not transient, or does not pass in time
     */
    public static <T> T call(BooleanSupplier unwanted, Call<T> call) throws SourceException, InterruptedException {
        for (int calls = 1; ; calls++) {
            try {
                return call.run();
            } catch (SourceException e) {
                if (e.code().equals(SourceException.INTERRUPTED)) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedException(e.code());
                }
                boolean mayPass = AwsFailures.isTransient(e) || AwsFailures.isThrottling(e);
                if (!mayPass || calls == MAX_CALLS || unwanted.getAsBoolean()) {
                    throw e;
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    /** A call to AWS. */
    @FunctionalInterface
    public interface Call<T> {
        T run() throws SourceException;
    }
}
