package dev.trailtally.collector.account;

import dev.trailtally.collector.source.SourceException;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** The collector's AWS identity, requested once for each access key; after a failure it is requested again. */
@Singleton
final class CallerIdentity {

    private final AwsClients clients;
    private @Nullable Known known;

    CallerIdentity(AwsClients clients) {
        this.clients = clients;
    }

    /** Asks AWS only if the credentials in use are not those of the last answer: a profile may change at any time. */
    synchronized Caller fetch() throws SourceException {
        try {
            var accessKeyId = clients.credentials().resolveCredentials().accessKeyId();
            if (known == null || !known.accessKeyId().equals(accessKeyId)) {
                var identity = clients.sts().getCallerIdentity();
                known = new Known(accessKeyId, Caller.of(identity.account(), identity.arn()));
            }
            return known.caller();
        } catch (SdkException e) {
            throw AwsFailures.of(e, "sts:GetCallerIdentity", "the collector");
        }
    }

    /** Requests it again, after the credentials have changed. */
    synchronized void forget() {
        known = null;
    }

    private record Known(String accessKeyId, Caller caller) {}
}
