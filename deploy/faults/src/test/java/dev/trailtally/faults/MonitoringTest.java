package dev.trailtally.faults;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.aggregator.v1.RunRollupRequest;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.WatchScanRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators look at is what the services export. */
class MonitoringTest {

    private static final Path MONITORING = Path.of(System.getProperty("project.root", "../.."), "deploy/monitoring");
    private static final Pattern METRIC = Pattern.compile("\\b(?:trailtally|hikaricp|jvm|process|system)_[a-z0-9_]+");
    // With TLS alone; with tokens alone; after the first garbage collection.
    private static final Set<String> NOT_HERE =
            Set.of("trailtally_certificate_expiry_seconds", "trailtally_token_issuer_up", "jvm_gc_pause_seconds_sum");

    @TempDir
    Path folder;

    @Test
    void everyMetricOfAlertsAndDashboardsExistsInARunningService() throws Exception {
        var wanted = wanted();
        wanted.removeAll(NOT_HERE);
        assertThat(wanted).contains("trailtally_database_up", "trailtally_events_total");
        var processes = new EnumMap<Service, ServiceProcess>(Service.class);
        try (var postgres = PostgresServer.start(folder, Files.createDirectories(folder.resolve("tables")));
                var input = new Input(Files.createDirectories(folder.resolve("logs")))) {
            for (var service : Service.values()) {
                var environment = new HashMap<>(Site.database(postgres, service));
                environment.putAll(input.environment());
                processes.put(service, new ServiceProcess(service, environment, folder));
            }
            processes.values().forEach(ServiceProcess::start);
            for (var process : processes.values()) {
                await().atMost(Site.RECOVERY).until(process::isServing);
            }
            scan(requireNonNull(processes.get(Service.COLLECTOR)), input.bucket(1));
            RollupServiceGrpc.newBlockingStub(
                            requireNonNull(processes.get(Service.AGGREGATOR)).channel())
                    .runRollup(RunRollupRequest.getDefaultInstance());

            await().atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(exported(processes.values()))
                            .as("exported metrics")
                            .containsAll(wanted));
        } finally {
            processes.values().forEach(ServiceProcess::close);
        }
    }

    private static void scan(ServiceProcess collector, CreateScanRequest request) {
        var stub = ScanServiceGrpc.newBlockingStub(collector.channel());
        var scan = stub.createScan(request).getScan();
        stub.watchScan(WatchScanRequest.newBuilder().setScanId(scan.getScanId()).build())
                .forEachRemaining(update -> {});
    }

    private static Set<String> wanted() throws IOException {
        try (Stream<Path> dashboards = Files.list(MONITORING.resolve("dashboards"))) {
            var wanted = new TreeSet<String>();
            for (var file : Stream.concat(Stream.of(MONITORING.resolve("alerts.yaml")), dashboards)
                    .toList()) {
                METRIC.matcher(Files.readString(file)).results().forEach(found -> wanted.add(found.group()));
            }
            return wanted;
        }
    }

    private static Set<String> exported(Collection<ServiceProcess> processes) throws IOException {
        var exported = new TreeSet<String>();
        for (var process : processes) {
            process.metrics()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> exported.add(line.split("[{ ]", 2)[0]));
        }
        return exported;
    }
}
