package dev.trailtally.collector.aws;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;

/**
 * What a failure of the AWS SDK is, whichever request failed.
 *
 * @param code stable: an AWS error code, or one of the collector's in upper snake case
 * @param explanation the cause that counts, at most 500 characters
 * @param nextStep what to do about it; empty if that depends on the request
 */
public record AwsError(String code, String explanation, String nextStep) {

    /** The code while this process stops: not a failure of AWS. */
    public static final String INTERRUPTED = "INTERRUPTED";

    static final String NO_CREDENTIALS = "NO_CREDENTIALS";

    private static final int MAX_EXPLANATION = 500;
    private static final Set<String> REJECTED_CREDENTIALS = Set.of(
            "InvalidClientTokenId",
            "UnrecognizedClientException",
            "AuthFailure",
            "InvalidAccessKeyId",
            "InvalidToken",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "IncompleteSignature",
            "IncompleteSignatureException");

    private static final Set<String> DENIED = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "UnauthorizedOperation",
            "UnauthorizedAccess",
            "NotAuthorized",
            "AuthorizationError",
            "HTTP 403");

    public AwsError {
        requireNonNull(code, "code is null");
        requireNonNull(nextStep, "nextStep is null");
        explanation = explanation.length() <= MAX_EXPLANATION
                ? explanation
                : explanation.substring(0, MAX_EXPLANATION - 1) + "…";
    }

    public static AwsError of(Throwable failure) {
        var credentials = Causes.find(failure, CredentialsException.class);
        if (credentials != null) {
            return new AwsError(credentials.code(), text(credentials), credentials.nextStep());
        }
        var aborted = Causes.find(failure, AbortedException.class);
        if (aborted != null) {
            return known(INTERRUPTED, text(aborted));
        }
        var unreadable = Causes.find(failure, UnreadableAnswerException.class);
        if (unreadable != null) {
            return known(unreadable.status() == 407 ? "PROXY_AUTHENTICATION" : "UNREADABLE_ANSWER", text(unreadable));
        }
        var service = Causes.find(failure, AwsServiceException.class);
        return service == null ? ofClient(failure) : ofService(service);
    }

    private static AwsError ofService(AwsServiceException failure) {
        var code = AwsFaults.serviceCode(failure);
        if (failure.statusCode() == 407) {
            return known("PROXY_AUTHENTICATION", "the proxy answered HTTP 407");
        }
        var details = failure.awsErrorDetails();
        var message = details == null ? null : details.errorMessage();
        return known(
                code.isEmpty() ? "HTTP " + failure.statusCode() : code,
                message == null || message.isBlank() ? "HTTP " + failure.statusCode() + " without a reason" : message);
    }

    private static AwsError ofClient(Throwable failure) {
        if (AwsFaults.isTimeout(failure)) {
            return known("TIMEOUT", text(failure));
        }
        if (AwsFaults.isUntrusted(failure)) {
            return known(
                    "UNTRUSTED_CERTIFICATE", "the server's certificate is not trusted: " + text(Causes.root(failure)));
        }
        if (AwsFaults.isConnectionLost(failure)) {
            return known("UNREACHABLE", connection(failure));
        }
        return known("UNREACHABLE", text(failure));
    }

    private static String connection(Throwable failure) {
        var unknown = Causes.find(failure, UnknownHostException.class);
        if (unknown != null) {
            return "the host " + unknown.getMessage() + " is not known";
        }
        var refused = Causes.find(failure, ConnectException.class);
        var cause = refused == null ? Causes.find(failure, IOException.class) : refused;
        return text(cause == null ? failure : cause);
    }

    private static AwsError known(String code, String explanation) {
        return new AwsError(code, explanation, nextStep(code, explanation));
    }

    private static String text(Throwable failure) {
        var message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }

    /** The failure's own next step, or another one if it has none. */
    public String nextStepOr(String other) {
        return nextStep.isEmpty() ? other : nextStep;
    }

    /** Whether AWS does not know the credentials, or a region does not accept them. */
    public static boolean isRejectedCredentials(String code) {
        return REJECTED_CREDENTIALS.contains(code);
    }

    /** Whether AWS knows the caller and does not allow the request. */
    public static boolean isDenial(String code) {
        return DENIED.contains(code);
    }

    /** What to do after a failure with this code; empty if that depends on the request. */
    public static String nextStep(String code, String message) {
        if (isRejectedCredentials(code)) {
            return rejectedCredentials();
        }
        return switch (code) {
            case NO_CREDENTIALS ->
                "Sign in (aws login, aws sso login) and choose the profile with AWS_PROFILE, or set AWS_ACCESS_KEY_ID and"
                        + " AWS_SECRET_ACCESS_KEY, or give this machine a role.";
            case "ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired" ->
                "The session of your AWS credentials has expired: sign in again (aws login, aws sso login) or renew"
                        + " AWS_SESSION_TOKEN, then scan again.";
            case "RequestTimeTooSkewed" -> "Set the clock of this machine.";
            case "InvalidSignatureException", "SignatureDoesNotMatch" ->
                isClock(message) ? "Set the clock of this machine." : rejectedCredentials();
            case "PROXY_AUTHENTICATION" ->
                "Give the proxy its user and password: HTTPS_PROXY=http://<user>:<password>@<host>:<port>.";
            case "UNTRUSTED_CERTIFICATE" ->
                "If a proxy or a private endpoint answers, make Java trust its certificate:"
                        + " -Djavax.net.ssl.trustStore=<file> (TRAILTALLY_OPTS of the command, JAVA_TOOL_OPTIONS of a"
                        + " service).";
            case "UNREADABLE_ANSWER" ->
                "Something other than AWS answered: check AWS_ENDPOINT_URL and its like, HTTPS_PROXY, and whether this"
                        + " network asks for a sign-in.";
            case "UNREACHABLE", "TIMEOUT" ->
                "Check the network, HTTPS_PROXY, the region's name and the AWS endpoint (AWS_ENDPOINT_URL and its like).";
            case "Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequestsException", "SlowDown" ->
                "Scan again when other callers of this API leave room; what was read is kept.";
            default -> "";
        };
    }

    private static String rejectedCredentials() {
        return "Check the AWS credentials: the access key is deleted, inactive or of another AWS partition (China,"
                + " GovCloud), or the secret key or session token does not belong to it.";
    }

    private static boolean isClock(String message) {
        var lower = message.toLowerCase(Locale.ROOT);
        return lower.contains("signature expired") || lower.contains("signature not yet current");
    }
}
