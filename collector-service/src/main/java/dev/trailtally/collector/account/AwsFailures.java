package dev.trailtally.collector.account;

import dev.trailtally.collector.aws.AwsError;
import dev.trailtally.collector.aws.AwsFaults;
import dev.trailtally.collector.source.SourceException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Failures of AWS as stable codes, messages and next steps.
 *
 * <p>What a failure is can be asked of the SDK's exception and of the {@link SourceException} made of it.
 */
public final class AwsFailures {

    private static final Set<String> EXPIRED_CREDENTIALS =
            Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired");
    private static final Set<String> EXPIRED_PAGE_TOKEN = Set.of("InvalidNextTokenException", "InvalidNextToken");

    private AwsFailures() {}

    /**
     * The failure of one request to a service without regions, or to that of the caller's own region.
     *
     * @param action as in an IAM policy: "sts:GetCallerIdentity"
     * @param resource what it was asked for: a role's ARN, an account
     */
    public static SourceException of(SdkException failure, String action, String resource) {
        var error = AwsError.of(failure);
        return sourceException(error, AwsNextStep.after(error, action, resource), failure);
    }

    /**
     * The failure of one request to a region of an account.
     *
     * @param action as in an IAM policy: "cloudtrail:LookupEvents"
     * @param account in words: "account 111122223333"
     * @param region the caller's credentials have been accepted by another one
     */
    public static SourceException of(SdkException failure, String action, String account, String region) {
        var error = AwsError.of(failure);
        return sourceException(error, AwsNextStep.after(error, action, account, region), failure);
    }

    static SourceException sourceException(AwsError error, String nextStep, SdkException failure) {
        return new SourceException(error.code(), error.explanation(), nextStep, failure);
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

    /** Whether the request is not allowed, so that retrying is useless. */
    public static boolean isDenied(SourceException failure) {
        return AwsError.isDenial(failure.code());
    }

    /** Whether a listing has to start again: the token of its next page is no longer accepted. */
    public static boolean isExpiredPageToken(Exception failure) {
        return EXPIRED_PAGE_TOKEN.contains(serviceCode(failure));
    }

    /** Whether the same request may well succeed a little later: 5xx, time-outs, connections refused, reset or cut. */
    public static boolean isTransient(Exception failure) {
        return AwsFaults.isTransient(failure);
    }

    private static String serviceCode(Exception failure) {
        var service = service(failure);
        return service == null ? "" : AwsFaults.serviceCode(service);
    }

    private static @Nullable AwsServiceException service(Exception failure) {
        var cause = failure instanceof SourceException ? failure.getCause() : failure;
        return cause instanceof AwsServiceException service ? service : null;
    }
}
