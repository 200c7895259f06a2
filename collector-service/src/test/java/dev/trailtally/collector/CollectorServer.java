package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailtally.collector.prune.Pruning;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.FolderSource;
import dev.trailtally.collector.v1.GetScanRequest;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.ScanServiceGrpc.ScanServiceBlockingStub;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.WatchScanRequest;
import dev.trailtally.schema.TestDatabase;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A complete collector on a test database, called over a real channel. */
final class CollectorServer implements AutoCloseable {

    private final ApplicationContext context;
    private final ManagedChannel channel;

    CollectorServer(TestDatabase database, Map<String, Object> settings) {
        this(database, settings, Map.of());
    }

    /** With beans of the test's, by type. */
    <T> CollectorServer(TestDatabase database, Map<String, Object> settings, Map<Class<T>, T> beans) {
        var properties = new HashMap<>(database.datasource("collector"));
        properties.put("grpc.server.port", 0);
        properties.put("collector.local-roots", "/");
        properties.put("collector.allowed-buckets", "*");
        properties.put("collector.allowed-roles", "*");
        properties.putAll(settings);
        context = ApplicationContext.builder(properties).build();
        beans.forEach(context::registerSingleton);
        context.start();
        var server = context.getBean(GrpcEmbeddedServer.class);
        server.start();
        channel = ManagedChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
    }

    CollectorServer(TestDatabase database) {
        this(database, Map.of());
    }

    ScanServiceBlockingStub scans() {
        return ScanServiceGrpc.newBlockingStub(channel).withDeadlineAfter(120, TimeUnit.SECONDS);
    }

    static CreateScanRequest.Builder folder(Path path) {
        return CreateScanRequest.newBuilder()
                .setSource(
                        Source.newBuilder().setFolder(FolderSource.newBuilder().setPath(path.toString())));
    }

    String create(CreateScanRequest request) {
        return scans().createScan(request).getScan().getScanId();
    }

    /** The value of a metric with these labels, as Prometheus would read it; 0 if there is none. */
    double metric(String nameAndLabels) {
        return context.getBean(PrometheusMeterRegistry.class)
                .scrape()
                .lines()
                .filter(line -> line.startsWith(nameAndLabels + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(nameAndLabels.length())))
                .sum();
    }

    /** Prunes as the background does; returns what was taken. */
    Map<String, Long> prune() {
        return context.getBean(Pruning.class).prune();
    }

    /** Two calls of methods that do not exist. */
    void callUnknownMethods() {
        for (var name : List.of("trailtally.collector.v1.ScanService/NoSuchMethod", "no.such.Service/Method")) {
            var method = ScanServiceGrpc.getGetScanMethod().toBuilder()
                    .setFullMethodName(name)
                    .build();
            assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                            channel, method, CallOptions.DEFAULT, GetScanRequest.getDefaultInstance()))
                    .hasMessageContaining("UNIMPLEMENTED");
        }
    }

    /** Waits for the end of the scan. */
    Scan await(String scanId) {
        scans().watchScan(WatchScanRequest.newBuilder().setScanId(scanId).build())
                .forEachRemaining(progress -> {});
        var scan = scans().getScan(GetScanRequest.newBuilder().setScanId(scanId).build())
                .getScan();
        if (scan.getState() == ScanState.SCAN_STATE_RUNNING || scan.getState() == ScanState.SCAN_STATE_PENDING) {
            throw new AssertionError("the watch ended before the scan: " + scan);
        }
        return scan;
    }

    /** The same by polling, for tests in which calls may fail. */
    Scan awaitEnd(String scanId) {
        var request = GetScanRequest.newBuilder().setScanId(scanId).build();
        return Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() -> scans().getScan(request).getScan(), Scan::hasFinishTime);
    }

    Scan collect(CreateScanRequest request) {
        return await(create(request));
    }

    Scan collect(Path path) {
        return collect(folder(path).build());
    }

    /** Stops it as SIGTERM does; calls of its clients may still end. */
    void stop() {
        context.close();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        context.close();
    }
}
