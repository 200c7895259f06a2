package dev.trailtally.collector.aws;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * The caller's credentials, from the first place that is configured, in the order of the AWS SDK's default chain. If that
 * place fails, there are none: the SDK would try the next place, and an expired session could become another identity.
 */
public final class CallerCredentials implements AwsCredentialsProvider {

    private volatile @Nullable Place working;

    /** A place and what its failures mean. */
    private record Place(AwsCredentialsProvider provider, Function<RuntimeException, CredentialsException> meaning) {

        AwsCredentials fetch() {
            try {
                return provider.resolveCredentials();
            } catch (RuntimeException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw AbortedException.create("interrupted while credentials were fetched", e);
                }
                var failure = meaning.apply(e);
                throw SdkClientException.create(String.valueOf(failure.getMessage()), failure);
            }
        }

        void close() {
            if (provider instanceof SdkAutoCloseable closeable) {
                closeable.close();
            }
        }
    }

    /** @throws SdkClientException if there are none; {@link AwsError} says why */
    @Override
    public AwsCredentials resolveCredentials() {
        var place = working;
        if (place == null) {
            return fetchFirst();
        }
        try {
            return place.fetch();
        } catch (RuntimeException e) {
            working = null; // the next request reads the configuration again; somebody may have signed in
            throw e;
        }
    }

    private synchronized AwsCredentials fetchFirst() {
        var known = working;
        if (known != null) {
            return known.fetch();
        }
        var place = configuredPlace();
        try {
            var credentials = place.fetch();
            working = place;
            return credentials;
        } catch (RuntimeException e) {
            place.close(); // nobody else has it yet
            throw e;
        }
    }

    private static Place configuredPlace() {
        if (isGiven(System.getProperty("aws.accessKeyId"))) {
            return new Place(SystemPropertyCredentialsProvider.create(), CredentialsFailures::ofKeys);
        }
        if (isGiven(System.getenv("AWS_ACCESS_KEY_ID"))) {
            return new Place(EnvironmentVariableCredentialsProvider.create(), CredentialsFailures::ofKeys);
        }
        if (isSet(SdkSystemSetting.AWS_WEB_IDENTITY_TOKEN_FILE)) {
            return new Place(WebIdentityTokenFileCredentialsProvider.create(), CredentialsFailures::ofWebIdentity);
        }
        var profile = CallerProfile.configured();
        if (profile.isMeant()) {
            return new Place(profile.provider(), new ProfileFailures(profile)::explain);
        }
        if (isSet(SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI)
                || isSet(SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_FULL_URI)) {
            return new Place(ContainerCredentialsProvider.create(), CredentialsFailures::ofContainer);
        }
        return new Place(
                InstanceProfileCredentialsProvider.create(), failure -> CredentialsFailures.ofNone(failure, profile));
    }

    private static boolean isSet(SdkSystemSetting setting) {
        return isGiven(setting.getStringValue().orElse(null));
    }

    private static boolean isGiven(@Nullable String value) {
        return value != null && !value.isBlank();
    }
}
