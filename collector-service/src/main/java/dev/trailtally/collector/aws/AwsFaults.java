package dev.trailtally.collector.aws;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.security.cert.CertificateException;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/** Which failures are transient. */
public final class AwsFaults {

    private static final Set<String> TRANSIENT = Set.of(
            "RequestTimeout",
            "RequestTimeoutException",
            "InternalFailure",
            "InternalError",
            "InternalServerError",
            "ServiceUnavailable",
            "ServiceUnavailableException",
            "ServiceException");

    private AwsFaults() {}

    /** Whether the same request may well succeed a little later: 5xx, time-outs, connections refused, reset or cut. */
    public static boolean isTransient(Throwable failure) {
        var credentials = Causes.find(failure, CredentialsException.class);
        if (credentials != null) {
            return credentials.isTemporary();
        }
        if (Causes.contain(failure, AbortedException.class)) {
            return false;
        }
        var service = Causes.find(failure, AwsServiceException.class);
        if (service != null) {
            return service.statusCode() >= 500
                    || service.statusCode() == 408
                    || TRANSIENT.contains(serviceCode(service));
        }
        var unreadable = Causes.find(failure, UnreadableAnswerException.class);
        if (unreadable != null) {
            return unreadable.status() < 300 || unreadable.status() >= 500 || unreadable.status() == 408;
        }
        return isTimeout(failure) || isConnectionLost(failure);
    }

    /** Empty if it has none. */
    public static String serviceCode(AwsServiceException failure) {
        var details = failure.awsErrorDetails();
        var code = details == null ? null : details.errorCode();
        return code == null ? "" : code;
    }

    static boolean isTimeout(Throwable failure) {
        return Causes.contain(failure, ApiCallTimeoutException.class)
                || Causes.contain(failure, ApiCallAttemptTimeoutException.class);
    }

    /** Whether no connection came about, or it broke. */
    static boolean isConnectionLost(Throwable failure) {
        var cause = Causes.find(failure, IOException.class);
        return cause != null && !(cause instanceof FileSystemException) && !isSyntax(cause) && !isUntrusted(failure);
    }

    /** Whether the server does not prove its identity. */
    static boolean isUntrusted(Throwable failure) {
        return Causes.contain(failure, CertificateException.class)
                || Causes.contain(failure, SSLPeerUnverifiedException.class);
    }

    // The SDK's JSON reader, a copy of Jackson, reports bad JSON as an IOException.
    private static boolean isSyntax(IOException failure) {
        return failure.getClass().getSimpleName().startsWith("Json");
    }
}
