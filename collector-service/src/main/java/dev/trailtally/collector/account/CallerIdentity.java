package dev.trailtally.collector.account;

import dev.trailtally.collector.source.SourceException;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** The collector's AWS identity, requested once; after a failure it is requested again. */
@Singleton
final class CallerIdentity {

    private final AwsClients clients;
    private volatile @Nullable Caller known;

    CallerIdentity(AwsClients clients) {
        this.clients = clients;
    }

    Caller fetch() throws SourceException {
        var caller = known;
        return caller == null ? fetchOnce() : caller;
    }

    private synchronized Caller fetchOnce() throws SourceException {
        var caller = known;
        if (caller != null) {
            return caller;
        }
        try {
            var identity = clients.sts().getCallerIdentity();
            caller = Caller.of(identity.account(), identity.arn());
            known = caller;
            return caller;
        } catch (SdkException e) {
            throw AwsFailures.of(e, "sts:GetCallerIdentity", "the collector");
        }
    }

    /** Requests it again, after the credentials have changed. */
    void forget() {
        known = null;
    }
}
