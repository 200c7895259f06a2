package dev.trailtally.standalone.golden;

import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.aggregator.v1.RunRollupRequest;
import dev.trailtally.collector.prune.PruneStep;
import dev.trailtally.collector.v1.AssumedRole;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.FolderSource;
import dev.trailtally.collector.v1.Granularity;
import dev.trailtally.collector.v1.LastAccessedSource;
import dev.trailtally.collector.v1.OrganizationAccounts;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.WatchScanRequest;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.organization.Organization;
import dev.trailtally.standalone.Standalone;
import dev.trailtally.standalone.StandaloneOptions;
import dev.trailtally.standalone.reference.ReferenceOrganization;
import io.grpc.Channel;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All services, which have collected and rolled up a set of logs. */
final class CollectedLogs implements AutoCloseable {

    /** What the report service takes for now. */
    static final Instant NOW = Instant.parse("2024-06-01T00:00:00Z");

    private static final Duration HORIZON = Duration.ofDays(45);
    private static final int TIMEOUT_MINUTES = 30;
    private static final List<String> PROPERTIES =
            List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.region", FixedClock.PROPERTY);

    private final @Nullable Simulator simulator;
    private final Standalone standalone;

    private CollectedLogs(@Nullable Simulator simulator, Standalone standalone) {
        this.simulator = simulator;
        this.standalone = standalone;
    }

    /** Each folder by a scan of its own, all at the same time. */
    static CollectedLogs of(Path root, List<Path> folders, int workers) throws IOException {
        System.setProperty(FixedClock.PROPERTY, NOW.toString());
        var collected = new CollectedLogs(null, Standalone.start(options(root, workers)));
        collected.collect(folders.stream().map(CollectedLogs::folder).toList());
        return collected;
    }

    /** The same with IAM's last-accessed data of the sample's accounts. */
    static CollectedLogs withIam(Path root, List<Path> folders, int workers) throws IOException {
        var simulator = Simulator.start(ReferenceOrganization.settings(NOW));
        System.setProperty("aws.accessKeyId", simulator.managementKey().id());
        System.setProperty("aws.secretAccessKey", simulator.managementKey().secret());
        System.setProperty("aws.region", "us-east-1");
        System.setProperty(FixedClock.PROPERTY, NOW.toString());
        var options = options(root, workers).against(simulator.endpoint());
        var collected = new CollectedLogs(simulator, Standalone.start(options));
        var scans = new ArrayList<>(folders.stream().map(CollectedLogs::folder).toList());
        scans.add(iam());
        collected.collect(scans);
        return collected;
    }

    Channel channel() {
        return standalone.channel();
    }

    /** Takes out the scans and all that is pruned with them, as if they had ended long ago. */
    void prune() throws SQLException {
        try (var owner = DriverManager.getConnection(standalone.jdbcUrl());
                var statement = owner.createStatement()) {
            statement.execute("""
                    update scan
                    set finished_at = finished_at - interval '50 days', listed_at = listed_at - interval '50 days'
                    """);
            statement.execute("""
                    update ledger
                    set committed_at = now() - interval '50 days', rolled_up_at = rolled_up_at - interval '50 days'
                    """);
            var taken = new ArrayList<String>();
            for (var step : PruneStep.ALL) {
                while (step.run(owner, HORIZON) > 0) {
                    taken.add(step.name());
                }
            }
            if (!taken.containsAll(List.of("hidden_scan", "batch", "batch_unit", "ledger"))) {
                throw new AssertionError("pruned only " + taken);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (simulator) {
            standalone.close();
        } finally {
            PROPERTIES.forEach(System::clearProperty);
        }
    }

    private static StandaloneOptions options(Path root, int workers) {
        return new StandaloneOptions(null, 0, List.of(root), workers, Duration.ofSeconds(10), null, true, false);
    }

    private static CreateScanRequest folder(Path folder) {
        return CreateScanRequest.newBuilder()
                .setKeepRaw(true)
                .setSource(
                        Source.newBuilder().setFolder(FolderSource.newBuilder().setPath(folder.toString())))
                .build();
    }

    private static CreateScanRequest iam() {
        return CreateScanRequest.newBuilder()
                .setSource(Source.newBuilder()
                        .setLastAccessed(LastAccessedSource.newBuilder()
                                .setOrganization(OrganizationAccounts.getDefaultInstance())
                                .setRole(AssumedRole.newBuilder().setRoleName(Organization.ROLE))
                                .setGranularity(Granularity.GRANULARITY_ACTION_LEVEL)
                                .setGrantingPolicies(true)))
                .build();
    }

    private void collect(List<CreateScanRequest> requests) {
        var scans = ScanServiceGrpc.newBlockingStub(channel()).withDeadlineAfter(TIMEOUT_MINUTES, TimeUnit.MINUTES);
        var created = requests.stream()
                .map(request -> scans.createScan(request).getScan().getScanId())
                .toList();
        for (var scan : created) {
            var last = ScanState.SCAN_STATE_UNSPECIFIED;
            var progress = scans.watchScan(
                    WatchScanRequest.newBuilder().setScanId(scan).build());
            while (progress.hasNext()) {
                last = progress.next().getScan().getState();
            }
            if (last != ScanState.SCAN_STATE_SUCCEEDED) {
                throw new AssertionError("scan " + scan + " ended as " + last);
            }
        }
        RollupServiceGrpc.newBlockingStub(channel())
                .withDeadlineAfter(TIMEOUT_MINUTES, TimeUnit.MINUTES)
                .runRollup(RunRollupRequest.getDefaultInstance());
    }
}
