package dev.trailtally.collector.account;

import java.time.Instant;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamRequest;

/** IAM of one account, always signed by the same credentials: a last-accessed job is shown only to those that made it. */
public final class IamSession {

    private final IamClient client;
    private final SessionCredentials.Signed signed;

    IamSession(IamClient client, SessionCredentials.Signed signed) {
        this.client = client;
        this.signed = signed;
    }

    /** Identifies these credentials; not a secret. */
    public String accessKeyId() {
        return signed.fixed().accessKeyId();
    }

    /** When they expire, as AWS said; null if they do not. */
    public @Nullable Instant expiration() {
        return signed.fixed().expirationTime().orElse(null);
    }

    SessionCredentials.Signed signed() {
        return signed;
    }

    /**
     * Sends a request once: no retry, 30 seconds at most.
     *
     * @throws SdkException if IAM fails the request
     */
    public <Q extends IamRequest, R> R send(Q request, BiFunction<IamClient, Q, R> call) {
        var provider = StaticCredentialsProvider.create(signed.fixed());
        @SuppressWarnings("unchecked") // a builder of the SDK builds what it was made of
        var own = (Q) request.toBuilder()
                .overrideConfiguration(override -> override.credentialsProvider(provider))
                .build();
        return call.apply(client, own);
    }
}
