package dev.trailtally.collector.account;

import dev.trailtally.collector.source.SourceException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits out faults that pass by themselves. */
public final class TransientRetry {

    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int MAX_CALLS = 120; // ten minutes and the time that the calls take

    private TransientRetry() {}

    /**
     * Repeats a call while it fails in a way that may pass: throttled, unreachable, a server's fault.
     *
     * @param unwanted where the result is of no use any more, so that a failure is thrown as it is
     * @throws SourceException a failure that stays
     */
    public static <T> T call(BooleanSupplier unwanted, Call<T> call)
            throws SourceException, InterruptedException {
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
