package dev.trailtally.collector.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trailtally.collector.aws.AwsError;
import dev.trailtally.collector.source.SourceException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/** Sessions in the accounts of scans, kept while they are used. */
@Singleton
public final class AccountSessions {

    private static final int MAX_SESSIONS = 5_000;
    private static final Duration MAX_IDLE = Duration.ofHours(1);

    // Credentials may live for a minute only. The SDK's own margins, 5 minutes and 1, would then fetch new ones for
    // each request.
    private static final Duration PREFETCH = Duration.ofSeconds(20);
    private static final Duration STALE = Duration.ofSeconds(10);

    private final AwsClients clients;
    private final CallerIdentity identity;
    private final Cache<Key, AccountSession> sessions = Caffeine.newBuilder()
            .maximumSize(MAX_SESSIONS)
            .expireAfterAccess(MAX_IDLE)
            .build();

    @Inject
    AccountSessions(AwsClients clients, CallerIdentity identity) {
        this.clients = clients;
        this.identity = identity;
    }

    /** The sessions that an identity may open. */
    public AccountSessions(AwsClients clients) {
        this(clients, new CallerIdentity(clients));
    }

    /**
     * A session with credentials that refresh automatically: the caller's own in its own account, the role's elsewhere.
     *
     * @throws SourceException if the role cannot be assumed, or none is named for another account
     */
    public AccountSession session(long accountId, @Nullable AssumedRole role) throws SourceException {
        var caller = identity.fetch();
        if (accountId != caller.accountId() && role == null) {
            throw noRole(accountId, caller);
        }
        var own = accountId == caller.accountId() || role == null;
        var session = sessions.get(
                new Key(caller, accountId, own ? null : role),
                key -> new AccountSession(accountId, caller.partition(), clients, credentials(key)));
        session.open();
        return session;
    }

    /** The identity of the collector's own credentials. */
    public Caller caller() throws SourceException {
        return identity.fetch();
    }

    /** The account of the collector's own credentials. */
    public long callerAccount() throws SourceException {
        return identity.fetch().accountId();
    }

    // The caller's credentials would answer with the events of the caller's account.
    private static SourceException noRole(long accountId, Caller caller) {
        return new SourceException(
                "NO_ROLE",
                "account " + ScannedAccount.digits(accountId) + " is not the caller's, which is "
                        + ScannedAccount.digits(caller.accountId()),
                "Name the role that the collector assumes in other accounts.");
    }

    private SessionCredentials credentials(Key key) {
        var role = key.role();
        if (role == null) {
            return new SessionCredentials(
                    clients::credentials, failure -> AwsFailures.of(failure, "sts:GetCallerIdentity", "the collector"));
        }
        var arn = role.arn(key.caller().partition(), key.accountId());
        return new SessionCredentials(() -> assumed(arn, role), failure -> denial(failure, arn, role, key.caller()));
    }

    private AwsCredentialsProvider assumed(String arn, AssumedRole role) {
        return StsAssumeRoleCredentialsProvider.builder()
                .stsClient(clients.sts())
                .prefetchTime(PREFETCH)
                .staleTime(STALE)
                .refreshRequest(request -> request.roleArn(arn)
                        .roleSessionName(role.sessionName())
                        .externalId(role.externalId())
                        .durationSeconds(Math.toIntExact(role.sessionDuration().toSeconds())))
                .build();
    }

    private SourceException denial(SdkException failure, String arn, AssumedRole role, Caller caller) {
        if (AwsFailures.isExpiredCredentials(failure)) {
            identity.forget(); // the new ones may belong to another identity
        }
        var error = AwsError.of(failure);
        return AwsFailures.sourceException(error, AwsNextStep.afterAssuming(error, arn, role, caller.arn()), failure);
    }

    private record Key(
            Caller caller, long accountId, @Nullable AssumedRole role) {}
}
