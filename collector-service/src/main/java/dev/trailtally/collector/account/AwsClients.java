package dev.trailtally.collector.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.trailtally.collector.aws.AnswerCheck;
import dev.trailtally.collector.aws.CallerCredentials;
import dev.trailtally.collector.configuration.CollectorConfiguration;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.account.AccountClient;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** One client per service and region, all on one pool of connections and one timer. */
@Singleton
public final class AwsClients implements AutoCloseable {

    private static final int MAX_CONNECTIONS = 4_096;
    private static final int MAX_CLIENTS = 500;
    private static final int MAX_ATTEMPTS = 6;
    private static final Duration MAX_CALL = Duration.ofMinutes(2);
    private static final Duration MAX_LOOKUP = Duration.ofSeconds(30);

    private final String endpoint;
    private final AwsCredentialsProvider credentials;
    private volatile @Nullable Region region;
    private final List<ExecutionInterceptor> observers;
    private final SdkHttpClient http;
    private final ScheduledThreadPoolExecutor timer;
    private final ClientOverrideConfiguration retried;
    private final ClientOverrideConfiguration paced;
    // Nothing of a client needs closing but the pool and the timer that it shares.
    private final Cache<ServiceRegion, SdkClient> clients =
            Caffeine.newBuilder().maximumSize(MAX_CLIENTS).build();

    @Inject
    AwsClients(CollectorConfiguration configuration, List<ExecutionInterceptor> observers) {
        this(configuration.awsEndpoint(), new CallerCredentials(), null, MAX_LOOKUP, observers);
    }

    /**
     * Clients of one identity.
     *
     * @param endpoint of every service, instead of Amazon's; empty for the AWS configuration's, which may name one, too
     * @param credentials the caller's
     * @param region the caller's; null for that of the AWS configuration
     */
    public AwsClients(String endpoint, AwsCredentialsProvider credentials, @Nullable Region region) {
        this(endpoint, credentials, region, MAX_LOOKUP);
    }

    AwsClients(String endpoint, AwsCredentialsProvider credentials, @Nullable Region region, Duration maxLookup) {
        this(endpoint, credentials, region, maxLookup, List.of());
    }

    private AwsClients(
            String endpoint,
            AwsCredentialsProvider credentials,
            @Nullable Region region,
            Duration maxLookup,
            List<ExecutionInterceptor> observers) {
        this.endpoint = endpoint;
        this.credentials = credentials;
        this.region = region;
        this.observers = observers;
        this.http = http();
        this.timer = timer();
        var retries = AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(MAX_ATTEMPTS)
                .build();
        this.retried = limits(retries, MAX_LOOKUP, MAX_CALL);
        this.paced = limits(AwsRetryStrategy.doNotRetry(), maxLookup, maxLookup);
    }

    private static SdkHttpClient http() {
        return ApacheHttpClient.builder()
                .maxConnections(MAX_CONNECTIONS)
                .connectionTimeout(Duration.ofSeconds(10))
                .connectionAcquisitionTimeout(MAX_LOOKUP)
                .socketTimeout(MAX_LOOKUP)
                .connectionMaxIdleTime(Duration.ofSeconds(20))
                .useIdleConnectionReaper(true)
                .tcpKeepAlive(true)
                .build();
    }

    // By default each client starts five threads for its timeouts.
    private static ScheduledThreadPoolExecutor timer() {
        var timer = new ScheduledThreadPoolExecutor(
                2, Thread.ofPlatform().daemon().name("aws-timeout-", 0).factory());
        timer.setRemoveOnCancelPolicy(true); // most timeouts never fire; otherwise each stays in memory until its time
        return timer;
    }

    private ClientOverrideConfiguration limits(RetryStrategy retries, Duration maxAttempt, Duration maxCall) {
        var configuration = ClientOverrideConfiguration.builder();
        observers.forEach(configuration::addExecutionInterceptor);
        return configuration
                .retryStrategy(retries)
                .addExecutionInterceptor(new SendInterceptor())
                .apiCallAttemptTimeout(maxAttempt)
                .apiCallTimeout(maxCall)
                .scheduledExecutorService(timer)
                .addExecutionInterceptor(new AnswerCheck())
                .build();
    }

    /** The caller's credentials. */
    AwsCredentialsProvider credentials() {
        return credentials;
    }

    /** The caller's region. */
    Region region() {
        var known = region;
        if (known == null) {
            known = configuredRegion();
            region = known; // finding that there is none may take seconds
        }
        return known;
    }

    private static Region configuredRegion() {
        try {
            return new DefaultAwsRegionProviderChain().getRegion();
        } catch (SdkClientException e) {
            return Region.US_EAST_1;
        }
    }

    StsClient sts() {
        return client(StsClient.class, StsClient::builder, region(), retried);
    }

    OrganizationsClient organizations() {
        return client(OrganizationsClient.class, OrganizationsClient::builder, home(), retried);
    }

    AccountClient account() {
        return client(AccountClient.class, AccountClient::builder, home(), retried);
    }

    Ec2Client ec2(Region of) {
        return client(Ec2Client.class, Ec2Client::builder, of, retried);
    }

    /** Does not retry: the rate limiter must see every request. */
    CloudTrailClient cloudTrail(Region of) {
        return client(CloudTrailClient.class, CloudTrailClient::builder, of, paced);
    }

    /** Does not retry, like {@link #cloudTrail}. */
    IamClient iam() {
        return client(IamClient.class, IamClient::builder, home(), paced);
    }

    /** Region of the global services. */
    Region home() {
        return Partition.of(region()).home();
    }

    private <C extends SdkClient, B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>> C client(
            Class<C> type, Supplier<B> builder, Region of, ClientOverrideConfiguration limits) {
        return type.cast(clients.get(new ServiceRegion(type, of), key -> build(builder.get(), of, limits)));
    }

    private <C extends SdkClient, B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>> C build(
            B builder, Region of, ClientOverrideConfiguration limits) {
        builder.httpClient(http).region(of).credentialsProvider(credentials).overrideConfiguration(limits);
        if (!endpoint.isEmpty()) {
            builder.endpointOverride(URI.create(endpoint));
        }
        return builder.build();
    }

    @Override
    @PreDestroy
    public void close() {
        timer.shutdownNow();
        http.close();
    }

    private record ServiceRegion(Class<? extends SdkClient> service, Region region) {}
}
