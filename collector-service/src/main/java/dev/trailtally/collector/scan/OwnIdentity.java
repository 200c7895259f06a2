package dev.trailtally.collector.scan;

import dev.trailtally.collector.account.AccountSessions;
import dev.trailtally.collector.account.Caller;
import dev.trailtally.collector.configuration.CollectorConfiguration;
import dev.trailtally.collector.source.SourceException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This collector's AWS identity. Not known while AWS cannot be asked, for example if only S3 is reachable. */
@Singleton
public final class OwnIdentity {

    private static final Logger LOG = LoggerFactory.getLogger(OwnIdentity.class);
    private static final Duration WAIT = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final AccountSessions sessions;
    private final String awsEndpoint;
    private final String s3Endpoint;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile @Nullable Caller known;
    private long askedAt;
    private boolean asked;

    public OwnIdentity(AccountSessions sessions, CollectorConfiguration configuration) {
        this.sessions = sessions;
        var general = configured("AWS_ENDPOINT_URL", "aws.endpointUrl", "");
        this.awsEndpoint = configuration.awsEndpoint().isEmpty() ? general : configuration.awsEndpoint();
        this.s3Endpoint = configuration.s3Endpoint().isEmpty()
                ? configured("AWS_ENDPOINT_URL_S3", "aws.endpointUrlS3", general)
                : configuration.s3Endpoint();
    }

    /** What the AWS SDK reads, too: a variable of the environment, a property of the JVM. */
    private static String configured(String variable, String property, String otherwise) {
        var ofJvm = System.getProperty(property);
        var ofEnvironment = System.getenv(variable);
        return ofJvm != null ? ofJvm : ofEnvironment != null ? ofEnvironment : otherwise;
    }

    /** Asks AWS if it is not known. */
    public ScanOwner fetch(ScanSource source) throws SourceException {
        var caller = sessions.caller();
        known = caller;
        return owner(caller, source);
    }

    /** As it was last known; null for folders, which need no credentials, and if it never was known. */
    @Nullable
    public ScanOwner known(ScanSource source) {
        var caller = known;
        return caller == null || source instanceof ScanSource.Folder ? null : owner(caller, source);
    }

    /** The owner of a new scan. Only a scan of S3 can do without an answer of AWS, and does not wait for one. */
    @Nullable
    public ScanOwner ofNew(ScanSource source) {
        if (known == null && (source instanceof ScanSource.Lookup || source instanceof ScanSource.LastAccessed)) {
            learn();
        }
        return find(source);
    }

    /** The same as known, but asks first whether the credentials still belong to it; takes seconds at most. */
    @Nullable
    public ScanOwner find(ScanSource source) {
        if (!(source instanceof ScanSource.Folder)) {
            ask();
        }
        return known(source);
    }

    private synchronized void ask() {
        if (asked && System.nanoTime() - askedAt < PAUSE.toNanos()) {
            return;
        }
        asked = true;
        CompletableFuture.runAsync(this::learn, threads)
                .completeOnTimeout(null, WAIT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        askedAt = System.nanoTime();
    }

    private void learn() {
        try {
            known = sessions.caller();
        } catch (SourceException e) {
            LOG.info("AWS does not say whose credentials these are: {}", e.code());
        }
    }

    private ScanOwner owner(Caller caller, ScanSource source) {
        return new ScanOwner(
                caller.accountId(),
                caller.principalArn(),
                source instanceof ScanSource.Bucket ? s3Endpoint : awsEndpoint);
    }

    @PreDestroy
    public void close() {
        threads.shutdownNow();
    }
}
