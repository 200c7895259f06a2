package dev.trailtally.collector.source;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;

/** The SDK's exceptions as stable codes and messages. */
final class S3Failures {

    private static final int MAX_MESSAGE = 500;

    private S3Failures() {}

    static String code(SdkException failure) {
        if (failure instanceof AwsServiceException service) {
            var details = service.awsErrorDetails();
            return details != null && details.errorCode() != null
                    ? details.errorCode()
                    : "HTTP " + service.statusCode();
        }
        if (failure instanceof AbortedException) {
            return SourceException.INTERRUPTED;
        }
        return message(failure).contains("credentials") ? "NO_CREDENTIALS" : "UNREACHABLE";
    }

    static String message(SdkException failure) {
        var message = failure instanceof AwsServiceException service && service.awsErrorDetails() != null
                ? service.awsErrorDetails().errorMessage()
                : failure.getMessage();
        if (message == null) {
            return failure.getClass().getSimpleName();
        }
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE);
    }
}
