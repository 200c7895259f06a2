package dev.trailtally.collector.source;

import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.aws.AwsError;
import org.jspecify.annotations.Nullable;

/** A source, or a part of it, could not be listed or read. */
public final class SourceException extends Exception {

    /** The code while this process stops: not a failure of the source. */
    public static final String INTERRUPTED = AwsError.INTERRUPTED;

    private static final long serialVersionUID = 1;

    private final String code;
    private final String explanation;
    private final String nextStep;

    /**
     * @param code stable: an AWS error code, or one of the collector's in upper snake case
     * @param nextStep what to do about it
     */
    public SourceException(String code, String message, String nextStep, @Nullable Throwable cause) {
        super(code + ": " + message, cause);
        this.code = requireNonNull(code, "code is null");
        this.explanation = requireNonNull(message, "message is null");
        this.nextStep = requireNonNull(nextStep, "nextStep is null");
    }

    public SourceException(String code, String message, String nextStep) {
        this(code, message, nextStep, null);
    }

    public String code() {
        return code;
    }

    /** What happened, without the code. */
    public String explanation() {
        return explanation;
    }

    public String nextStep() {
        return nextStep;
    }
}
