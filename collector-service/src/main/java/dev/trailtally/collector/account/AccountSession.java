package dev.trailtally.collector.account;

import dev.trailtally.collector.source.SourceException;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsResponse;

/** One account, called with credentials of its own. */
public final class AccountSession {

    private final long accountId;
    private final String partition;
    private final AwsClients clients;
    private final SessionCredentials credentials;

    AccountSession(long accountId, String partition, AwsClients clients, SessionCredentials credentials) {
        this.accountId = accountId;
        this.partition = partition;
        this.clients = clients;
        this.credentials = credentials;
    }

    public long accountId() {
        return accountId;
    }

    /** Such as {@code aws-cn}. */
    public String partition() {
        return partition;
    }

    /**
     * One page of events, requested once: no retry, 30 seconds at most.
     *
     * @param departed runs when the request is about to be sent, which credentials or a busy machine may delay
     * @throws SourceException if there are no credentials for the account, or no longer
     * @throws SdkException if CloudTrail fails the request; after expired credentials {@link #renew} and ask again
     */
    public LookupEventsResponse lookup(LookupEventsRequest request, String region, Runnable departed)
            throws SourceException {
        CloudTrailClient client = clients.cloudTrail(Region.of(region));
        return credentials.sign(signed -> client.lookupEvents(request.toBuilder()
                .overrideConfiguration(override ->
                        override.credentialsProvider(signed).putExecutionAttribute(SendInterceptor.ATTRIBUTE, departed))
                .build()));
    }

    /** IAM, signed by the credentials that are valid now and no others. */
    public IamSession iam() throws SourceException {
        return new IamSession(clients.iam(), credentials.signed());
    }

    /** IAM, signed by other credentials if there are any: these have expired or soon will. */
    public IamSession iamAfter(IamSession old) throws SourceException {
        return new IamSession(clients.iam(), credentials.signedAfter(old.signed()));
    }

    /** The regions that the account has enabled, sorted. */
    public List<String> enabledRegions(RegionSource source) throws SourceException {
        var regions = new EnabledRegions(clients, credentials, ScannedAccount.digits(accountId));
        return switch (source) {
            case EC2 -> regions.ofEc2();
            case ACCOUNT -> regions.ofAccount();
        };
    }

    /**
     * Forgets credentials that AWS refused as expired, so that the next request fetches new ones. Callers who find the same
     * refusal at the same time renew once.
     */
    public void renew() {
        credentials.renew();
    }

    /** Obtains credentials unless there are some; returns their access key id. */
    String open() throws SourceException {
        return credentials.sign(signed -> signed.resolveCredentials().accessKeyId());
    }
}
