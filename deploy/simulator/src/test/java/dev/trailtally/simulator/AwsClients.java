package dev.trailtally.simulator;

import dev.trailtally.simulator.credential.AccessKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.account.AccountClient;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.organizations.OrganizationsClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Clients of the real SDK that call a simulator, without retries unless requested. */
final class AwsClients implements AutoCloseable {

    private final Simulator simulator;
    private final AwsCredentials credentials;
    private final boolean retrying;
    private final List<SdkClient> opened = new ArrayList<>();

    private AwsClients(Simulator simulator, AwsCredentials credentials, boolean retrying) {
        this.simulator = simulator;
        this.credentials = credentials;
        this.retrying = retrying;
    }

    static AwsClients of(Simulator simulator) {
        return of(simulator, simulator.managementKey());
    }

    static AwsClients of(Simulator simulator, AccessKey key) {
        return new AwsClients(simulator, AwsBasicCredentials.create(key.id(), key.secret()), false);
    }

    static AwsClients retrying(Simulator simulator) {
        var key = simulator.managementKey();
        return new AwsClients(simulator, AwsBasicCredentials.create(key.id(), key.secret()), true);
    }

    static AwsClients of(Simulator simulator, Credentials session) {
        return new AwsClients(
                simulator,
                AwsSessionCredentials.create(session.accessKeyId(), session.secretAccessKey(), session.sessionToken()),
                false);
    }

    CloudTrailClient cloudTrail(String region) {
        return open(CloudTrailClient.builder(), region);
    }

    StsClient sts() {
        return open(StsClient.builder(), "us-east-1");
    }

    OrganizationsClient organizations() {
        return open(OrganizationsClient.builder(), "us-east-1");
    }

    IamClient iam() {
        return iam("us-east-1");
    }

    IamClient iam(String region) {
        return open(IamClient.builder(), region);
    }

    Ec2Client ec2(String region) {
        return open(Ec2Client.builder(), region);
    }

    AccountClient account() {
        return open(AccountClient.builder(), "us-east-1");
    }

    S3Client s3() {
        return open(S3Client.builder().forcePathStyle(true), "us-east-1");
    }

    private <C extends SdkClient, B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>> C open(
            B builder, String region) {
        var client = builder.endpointOverride(simulator.endpoint())
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .httpClientBuilder(ApacheHttpClient.builder().maxConnections(500))
                .overrideConfiguration(configuration -> configuration.retryStrategy(
                        retrying ? AwsRetryStrategy.standardRetryStrategy() : AwsRetryStrategy.doNotRetry()))
                .build();
        opened.add(Objects.requireNonNull(client));
        return client;
    }

    @Override
    public void close() {
        opened.forEach(SdkClient::close);
    }
}
