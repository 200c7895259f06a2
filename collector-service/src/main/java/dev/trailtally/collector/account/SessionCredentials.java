package dev.trailtally.collector.account;

import static java.util.Objects.requireNonNull;

import dev.trailtally.collector.source.SourceException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;

/** Credentials that refresh before they expire, and again if AWS still reports them as expired. */
final class SessionCredentials {

    private final Supplier<AwsCredentialsProvider> source;
    private final Function<SdkException, SourceException> explanation;
    private final AtomicReference<AwsCredentialsProvider> current;
    private volatile @Nullable AwsCredentialsProvider refused;

    /** @param explanation of a failure to obtain any */
    SessionCredentials(Supplier<AwsCredentialsProvider> source, Function<SdkException, SourceException> explanation) {
        this.source = source;
        this.explanation = explanation;
        this.current = new AtomicReference<>(source.get());
    }

    /**
     * Makes a request with valid credentials.
     *
     * @throws SourceException if there are none; failures of the request itself stay as the SDK throws them
     */
    <T> T sign(Function<AwsCredentialsProvider, T> request) throws SourceException {
        var provider = requireNonNull(current.get(), "provider is null");
        var signed = resolve(provider);
        try {
            return request.apply(signed);
        } catch (SdkException e) {
            if (AwsFailures.isExpiredCredentials(e)) {
                refused = provider;
            }
            throw e;
        }
    }

    private StaticCredentialsProvider resolve(AwsCredentialsProvider provider) throws SourceException {
        try {
            return StaticCredentialsProvider.create(provider.resolveCredentials());
        } catch (SdkException e) {
            throw explanation.apply(e);
        } catch (IllegalStateException e) {
            throw interrupted(e); // so the SDK says that waiting for another's refresh was interrupted
        }
    }

    /** Credentials as they are now, to be used as long as AWS accepts them. */
    Signed signed() throws SourceException {
        var provider = requireNonNull(current.get(), "provider is null");
        return new Signed(provider, resolve(provider).resolveCredentials());
    }

    /** Other credentials than these, if the source has any. */
    Signed signedAfter(Signed old) throws SourceException {
        current.compareAndSet(old.provider(), source.get());
        return signed();
    }

    private static SourceException interrupted(IllegalStateException cause) {
        if (!Thread.currentThread().isInterrupted()) {
            throw cause;
        }
        return new SourceException(
                SourceException.INTERRUPTED, "interrupted while credentials were awaited", "Scan again.", cause);
    }

    /** Fetches new ones if these were refused as expired and no other thread has done so since. */
    void renew() {
        var expired = refused;
        if (expired != null) {
            current.compareAndSet(expired, source.get());
        }
    }

    /** Credentials that do not change, and where they came from. */
    record Signed(AwsCredentialsProvider provider, AwsCredentials fixed) {}
}
