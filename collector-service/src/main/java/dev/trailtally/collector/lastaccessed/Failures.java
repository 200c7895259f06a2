package dev.trailtally.collector.lastaccessed;

import static java.util.stream.Collectors.joining;

import dev.trailtally.collector.source.SourceException;
import java.util.Collection;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.ErrorDetails;

/** Several failures as one: an account and a job have room for one each. */
final class Failures {

    // Five listings and the access keys can fail, each with a message of 500 characters.
    private static final int MAX_PART = 300;

    private Failures() {}

    static @Nullable SourceException joined(@Nullable SourceException one, @Nullable SourceException other) {
        return joined(Stream.of(one, other).filter(Objects::nonNull).toList());
    }

    /** The code of the first, with the messages and next steps of all; null if there is none. */
    static @Nullable SourceException joined(Collection<SourceException> failures) {
        if (failures.size() < 2) {
            return failures.stream().findFirst().orElse(null);
        }
        var first = failures.iterator().next();
        var message = failures.stream()
                .map(failure -> bounded(failure.code() + ": " + failure.explanation()))
                .distinct()
                .collect(joining("; "));
        var nextStep = failures.stream()
                .map(failure -> bounded(failure.nextStep()))
                .distinct()
                .collect(joining(" "));
        return new SourceException(first.code(), message, nextStep, first);
    }

    /** What IAM says of a job that it could not complete. */
    static SourceException ofJob(@Nullable ErrorDetails error) {
        var code = error == null || error.code() == null ? "JOB_FAILED" : error.code();
        var message = error == null || error.message() == null ? "IAM gives no reason" : error.message();
        return new SourceException(code, "IAM could not create the report: " + message, "Scan the entity again later.");
    }

    private static String bounded(String text) {
        return text.length() <= MAX_PART ? text : text.substring(0, MAX_PART - 1) + "…";
    }
}
