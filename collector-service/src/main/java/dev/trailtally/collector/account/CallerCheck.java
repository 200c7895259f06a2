package dev.trailtally.collector.account;

import dev.trailtally.collector.aws.CallerCredentials;
import dev.trailtally.collector.source.SourceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Checks the AWS credentials of this process before anything is started, so that an expired session or a mistyped
 * profile is reported before a database is created.
 */
public final class CallerCheck {

    private CallerCheck() {}

    /**
     * Asks AWS whose credentials they are.
     *
     * @throws SourceException if there are none, or AWS does not accept them
     */
    public static void identify() throws SourceException {
        try (var clients = new AwsClients("", credentials(), null)) {
            new CallerIdentity(clients).fetch();
        }
    }

    /**
     * Checks that there are credentials, for a service that may not be Amazon's: S3 stand-ins seldom know STS.
     *
     * @throws SourceException if there are none
     */
    public static void resolve() throws SourceException {
        credentials();
    }

    private static CallerCredentials credentials() throws SourceException {
        var credentials = new CallerCredentials();
        try {
            credentials.resolveCredentials();
            return credentials;
        } catch (SdkException e) {
            throw AwsFailures.of(e, "sts:GetCallerIdentity", "the caller");
        }
    }
}
