package dev.trailtally.collector.aws;

import org.jspecify.annotations.Nullable;

/**
 * The answer is not one of AWS: a page of a proxy or a captive portal, or nothing. The SDK throws an exception of its
 * own with this one as cause.
 */
final class UnreadableAnswerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;

    UnreadableAnswerException(String explanation, int status, @Nullable Throwable cause) {
        super(explanation, cause);
        this.status = status;
    }

    int status() {
        return status;
    }
}
