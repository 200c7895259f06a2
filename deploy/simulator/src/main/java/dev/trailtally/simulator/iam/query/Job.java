package dev.trailtally.simulator.iam.query;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * A requested report.
 *
 * @param subject an ARN or entity path
 * @param madeWith the access key id that alone may read it
 * @param actionLevel whether tracked actions were requested
 * @param endsAt MAX for never
 * @param rows as they were when it was made
 */
record Job<T>(
        String id,
        String account,
        String subject,
        String madeWith,
        boolean actionLevel,
        Instant createdAt,
        Instant endsAt,
        Outcome outcome,
        Supplier<List<T>> rows) {

    /** What happens at its end. */
    enum Outcome {
        COMPLETES,
        FAILS,
        VANISHES
    }

    enum Status {
        IN_PROGRESS,
        COMPLETED,
        FAILED
    }

    Status status(Instant now) {
        if (now.isBefore(endsAt)) {
            return Status.IN_PROGRESS;
        }
        return outcome == Outcome.FAILS ? Status.FAILED : Status.COMPLETED;
    }

    boolean hasVanished(Instant now) {
        return outcome == Outcome.VANISHES && !now.isBefore(endsAt);
    }
}
