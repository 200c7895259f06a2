package dev.trailtally.standalone.reference;

import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.aggregator.v1.RunRollupRequest;
import dev.trailtally.collector.v1.AssumedRole;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.FolderSource;
import dev.trailtally.collector.v1.Granularity;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.OrganizationAccounts;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.WatchScanRequest;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.organization.Organization;
import dev.trailtally.standalone.Standalone;
import dev.trailtally.standalone.StandaloneOptions;
import dev.trailtally.standalone.sample.SampleLogs;
import io.grpc.Channel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server that has collected the sample's log files, and the IAM of the same accounts from a stand-in for AWS. */
final class ReferenceServer implements AutoCloseable {

    /** What the reference shows instead of the sample's folder. */
    static final String SHOWN_FOLDER = "/logs";

    /** The request id of the scan of the log files, which its example repeats. */
    private static final String REQUEST_ID = "5f0c1f6e-8a3b-4d55-9c1e-2f6a7b8c9d0e";

    private static final int TIMEOUT_MINUTES = 5;

    private final Simulator simulator;
    private final Standalone standalone;
    private final Path logs;
    private final Map<String, String> names;

    private ReferenceServer(Simulator simulator, Standalone standalone, Path logs, Map<String, String> names) {
        this.simulator = simulator;
        this.standalone = standalone;
        this.logs = logs;
        this.names = names;
    }

    static ReferenceServer start(Path folder) throws IOException {
        var logs = SampleLogs.in(folder.toRealPath());
        var simulator = Simulator.start(ReferenceOrganization.settings(Instant.now()));
        System.setProperty("aws.accessKeyId", simulator.managementKey().id());
        System.setProperty("aws.secretAccessKey", simulator.managementKey().secret());
        System.setProperty("aws.region", "us-east-1");
        var standalone = Standalone.start(StandaloneOptions.temporary(logs).against(simulator.endpoint()));
        var scan = collect(
                standalone.channel(),
                Source.newBuilder()
                        .setFolder(FolderSource.newBuilder().setPath(logs.toString()))
                        .build(),
                REQUEST_ID);
        var accessScan = collect(standalone.channel(), iam(), "");
        RollupServiceGrpc.newBlockingStub(standalone.channel())
                .withDeadlineAfter(TIMEOUT_MINUTES, TimeUnit.MINUTES)
                .runRollup(RunRollupRequest.getDefaultInstance());
        var names = Map.of("{logs}", logs.toString(), "{scan}", scan, "{access scan}", accessScan);
        return new ReferenceServer(simulator, standalone, logs, names);
    }

    private static Source iam() {
        return Source.newBuilder()
                .setLastAccessed(LastAccessedSource.newBuilder()
                        .setOrganization(OrganizationAccounts.getDefaultInstance())
                        .setRole(AssumedRole.newBuilder().setRoleName(Organization.ROLE))
                        .setGranularity(Granularity.GRANULARITY_ACTION_LEVEL)
                        .setGrantingPolicies(true))
                .build();
    }

    /** The id of the scan, when it has ended. */
    private static String collect(Channel channel, Source source, String requestId) {
        var scans = ScanServiceGrpc.newBlockingStub(channel).withDeadlineAfter(TIMEOUT_MINUTES, TimeUnit.MINUTES);
        var scan = scans.createScan(CreateScanRequest.newBuilder()
                        .setRequestId(requestId)
                        .setSource(source)
                        .build())
                .getScan()
                .getScanId();
        scans.watchScan(WatchScanRequest.newBuilder().setScanId(scan).build()).forEachRemaining(progress -> {});
        return scan;
    }

    /** With this server's values instead of the names. */
    String filled(String request) {
        var filled = request;
        for (var name : names.entrySet()) {
            filled = filled.replace(name.getKey(), name.getValue());
        }
        return filled;
    }

    /** As a reader of the reference sees it. */
    static String shown(String request) {
        return request.replace("{logs}", SHOWN_FOLDER).replaceAll("\\{(access )?scan}", "<scan id>");
    }

    String logFolder() {
        return logs.toString();
    }

    Channel channel() {
        return standalone.channel();
    }

    String jdbcUrl() {
        return standalone.jdbcUrl();
    }

    int port() {
        return standalone.port();
    }

    @Override
    public void close() throws IOException {
        try (simulator) {
            standalone.close();
        } finally {
            List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.region").forEach(System::clearProperty);
        }
    }
}
