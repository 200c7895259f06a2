package dev.trailtally.collector.source;

import dev.trailtally.collector.aws.AnswerCheck;
import dev.trailtally.collector.aws.CallerCredentials;
import dev.trailtally.collector.configuration.CollectorConfiguration;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** One client per region, all on one pool of connections. */
@Singleton
public final class S3Clients implements AutoCloseable {

    private static final int MAX_CONNECTIONS = 128;
    private static final Duration MAX_SILENCE = Duration.ofSeconds(30);
    private static final Duration MAX_ATTEMPT = Duration.ofMinutes(1);
    private static final Duration MAX_CALL = Duration.ofMinutes(3);

    private final String endpoint;
    private final List<ExecutionInterceptor> observers;
    private final CallerCredentials credentials = new CallerCredentials();
    private final SdkHttpClient http = ApacheHttpClient.builder()
            .maxConnections(MAX_CONNECTIONS)
            .connectionTimeout(Duration.ofSeconds(5))
            .connectionAcquisitionTimeout(MAX_SILENCE)
            .socketTimeout(MAX_SILENCE)
            .build();
    private final Map<Region, S3Client> clients = new ConcurrentHashMap<>();

    @Inject
    S3Clients(CollectorConfiguration configuration, List<ExecutionInterceptor> observers) {
        this(configuration.s3Endpoint(), observers);
    }

    /**
     * Clients of one endpoint.
     *
     * @param endpoint instead of Amazon's; empty for the AWS configuration's, which may name one, too
     * @param observers see every request
     */
    public S3Clients(String endpoint, List<ExecutionInterceptor> observers) {
        this.endpoint = endpoint;
        this.observers = List.copyOf(observers);
    }

    /**
     * The client of a region.
     *
     * @param region null means that of the AWS configuration
     */
    public S3Client client(@Nullable String region) {
        return clients.computeIfAbsent(region == null ? configuredRegion() : Region.of(region), this::build);
    }

    private static Region configuredRegion() {
        try {
            return new DefaultAwsRegionProviderChain().getRegion();
        } catch (SdkClientException e) {
            return Region.US_EAST_1; // from where S3 tells the client which region a bucket is in
        }
    }

    private S3Client build(Region region) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(http)
                .region(region)
                .credentialsProvider(credentials)
                .crossRegionAccessEnabled(true)
                .forcePathStyle(hasOwnEndpoint())
                .overrideConfiguration(this::configure);
        if (!endpoint.isEmpty()) {
            builder.endpointOverride(URI.create(endpoint));
        }
        return builder.build();
    }

    private void configure(ClientOverrideConfiguration.Builder configuration) {
        observers.forEach(configuration::addExecutionInterceptor);
        configuration
                .retryStrategy(RetryMode.STANDARD)
                .addExecutionInterceptor(new AnswerCheck())
                .apiCallAttemptTimeout(MAX_ATTEMPT)
                .apiCallTimeout(MAX_CALL);
    }

    // Stand-ins for S3 are seldom reachable under a host name per bucket.
    private boolean hasOwnEndpoint() {
        return !endpoint.isEmpty()
                || System.getenv("AWS_ENDPOINT_URL_S3") != null
                || System.getenv("AWS_ENDPOINT_URL") != null
                || System.getProperty("aws.endpointUrlS3") != null
                || System.getProperty("aws.endpointUrl") != null;
    }

    @Override
    @PreDestroy
    public void close() {
        clients.values().forEach(S3Client::close);
        http.close();
    }
}
