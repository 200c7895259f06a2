package dev.trailtally.collector.aws;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The caller has no credentials, or those that are configured cannot be fetched. It comes as the cause of an exception of the
 * SDK, which copies its own exceptions, but no others.
 */
final class CredentialsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String code;
    private final String nextStep;
    private final boolean temporary;

    private CredentialsException(
            String code, String explanation, String nextStep, @Nullable Throwable cause, boolean temporary) {
        super(explanation, cause);
        this.code = requireNonNull(code, "code is null");
        this.nextStep = requireNonNull(nextStep, "nextStep is null");
        this.temporary = temporary;
    }

    static CredentialsException lasting(String code, String explanation, String nextStep, @Nullable Throwable cause) {
        return new CredentialsException(code, explanation, nextStep, cause, false);
    }

    /** The source of the credentials did not answer, or was too busy to. */
    static CredentialsException temporary(String code, String explanation, String nextStep, Throwable cause) {
        return new CredentialsException(code, explanation, nextStep, cause, true);
    }

    /** Stable: an AWS error code, or one of the collector's in upper snake case. */
    String code() {
        return code;
    }

    /** What to do about it. */
    String nextStep() {
        return nextStep;
    }

    /** Whether the same request may well succeed a little later. */
    boolean isTemporary() {
        return temporary;
    }
}
