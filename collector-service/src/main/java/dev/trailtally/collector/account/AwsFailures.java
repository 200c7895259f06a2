package dev.trailtally.collector.account;

import dev.trailtally.collector.source.SourceException;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Failures of AWS as stable codes, messages and next steps.
 *
 * <p>What a failure is can be asked of the SDK's exception and of the {@link SourceException} made of it.
 */
public final class AwsFailures {

    private static final int MAX_MESSAGE = 500;
    private static final int MAX_CAUSES = 16;
    private static final Set<String> EXPIRED_CREDENTIALS =
            Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired");
    private static final Set<String> EXPIRED_PAGE_TOKEN = Set.of("InvalidNextTokenException", "InvalidNextToken");
    private static final Set<String> TRANSIENT = Set.of(
            "RequestTimeout",
            "RequestTimeoutException",
            "InternalFailure",
            "InternalError",
            "InternalServerError",
            "ServiceUnavailable",
            "ServiceUnavailableException",
            "ServiceException");

    private AwsFailures() {}

    /**
     * The failure of one request.
     *
     * @param action as in an IAM policy: "cloudtrail:LookupEvents"
     * @param resource what it was asked for: a role's ARN, an account and its region
     */
    public static SourceException of(SdkException failure, String action, String resource) {
        var code = code(failure);
        var message = message(failure);
        return new SourceException(code, message, AwsNextStep.after(code, message, action, resource), failure);
    }

    /** Whether requests came faster than AWS allows. */
    public static boolean isThrottling(Exception failure) {
        var service = service(failure);
        return service != null && service.isThrottlingException();
    }

    /** Whether the credentials have to be renewed. */
    public static boolean isExpiredCredentials(Exception failure) {
        return EXPIRED_CREDENTIALS.contains(serviceCode(failure));
    }

    /** Whether it is not allowed, so that asking again is of no use. */
    public static boolean isDenied(SourceException failure) {
        return AwsNextStep.isDenial(failure.code());
    }

    /** Whether a listing has to start anew: the token of its next page is no longer taken. */
    public static boolean isExpiredPageToken(Exception failure) {
        return EXPIRED_PAGE_TOKEN.contains(serviceCode(failure));
    }

    /** Whether the same request may well succeed a little later: 5xx, time-outs, connections refused, reset or cut. */
    public static boolean isTransient(Exception failure) {
        var service = service(failure);
        if (service != null) {
            return service.statusCode() >= 500
                    || service.statusCode() == 408
                    || TRANSIENT.contains(serviceCode(failure));
        }
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof AbortedException) {
                return false;
            }
            if (isTimeout(cause) || cause instanceof IOException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isTimeout(Throwable failure) {
        return failure instanceof ApiCallTimeoutException || failure instanceof ApiCallAttemptTimeoutException;
    }

    static String code(SdkException failure) {
        if (failure instanceof AwsServiceException service) {
            var code = serviceCode(service);
            return code.isEmpty() ? "HTTP " + service.statusCode() : code;
        }
        if (failure instanceof AbortedException) {
            return SourceException.INTERRUPTED;
        }
        if (isTimeout(failure)) {
            return "TIMEOUT";
        }
        return isTransient(failure) || !message(failure).contains("credentials") ? "UNREACHABLE" : "NO_CREDENTIALS";
    }

    static String message(SdkException failure) {
        var message = failure instanceof AwsServiceException service && service.awsErrorDetails() != null
                ? service.awsErrorDetails().errorMessage()
                : failure.getMessage();
        if (message == null || message.isBlank()) {
            return failure.getClass().getSimpleName();
        }
        return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE);
    }

    private static String serviceCode(Exception failure) {
        var service = service(failure);
        if (service == null || service.awsErrorDetails() == null) {
            return "";
        }
        var code = service.awsErrorDetails().errorCode();
        return code == null ? "" : code;
    }

    private static @Nullable AwsServiceException service(Exception failure) {
        var cause = failure instanceof SourceException ? failure.getCause() : failure;
        return cause instanceof AwsServiceException service ? service : null;
    }
}
