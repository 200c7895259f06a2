package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.trailtally.collector.v1.CancelScanRequest;
import dev.trailtally.schema.TestDatabase;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.SimulatorSettings;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.fault.Latency;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GracefulStopTest {

    private static final List<String> REGIONS = List.of("eu-west-1", "us-east-1");
    private static final String BUSY_UNITS =
            "select count(*) from scan_unit where state = 'running' and claimed_by is not null";
    private static final String WAITING_FOR_LOCK = """
            select count(*)
            from pg_stat_activity
            where datname = current_database()
            and usename = 'collector'
            and wait_event_type = 'Lock'
            """;

    private final Instant end = Instant.now().minusSeconds(7_200).truncatedTo(ChronoUnit.HOURS);
    private final Instant start = end.minus(Duration.ofHours(12));

    /** Leases, the time for calls and a page of LookupEvents are longer than the test waits. */
    @Test
    void anotherCollectorGoesOnWhileCallsOfTheStoppingOneStillRun(@TempDir Path folder) throws Exception {
        var organization = Organizations.of(2, REGIONS, 10, end, Duration.ofHours(12));
        var faults =
                Faults.builder().latency(Latency.ofMillis(120_000, 120_000)).build();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var database = TestDatabase.create();
                var simulator = Simulator.start(
                        SimulatorSettings.of(organization).faults(faults).build());
                var stopped = new CollectorServer(database, settings(simulator));
                var lock = database.owner();
                var locking = lock.prepareStatement("select from scan where scan_id = ? for update")) {
            var ended = stopped.collect(folder).getScanId();
            stopped.create(Organizations.scan(start, end).build());
            await().until(() -> Stored.number(database, BUSY_UNITS) == 2L * REGIONS.size());
            var claims = claims(database);
            try (var other = new CollectorServer(database, settings(simulator))) {
                lock.setAutoCommit(false);
                locking.setObject(1, UUID.fromString(ended));
                locking.execute();
                var request = CancelScanRequest.newBuilder().setScanId(ended).build();
                var call = CompletableFuture.supplyAsync(() -> stopped.scans().cancelScan(request), threads);
                await().until(() -> Stored.number(database, WAITING_FOR_LOCK) == 1);

                var stop = CompletableFuture.runAsync(stopped::stop, threads);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> Stored.number(database, BUSY_UNITS) > 0
                                && claims(database).keySet().stream().noneMatch(claims::containsKey));
                assertThat(stop).as("the stop, while a call runs").isNotDone();
                assertThat(call).as("the call, while its scan is locked").isNotDone();
                lock.rollback();

                assertThat(call.get().getScan().getScanId()).isEqualTo(ended);
                stop.get();
                assertThat(other.metric("trailtally_claims_lost_total"))
                        .as("claims that the other collector lost")
                        .isZero();
            }
        }
    }

    private static Map<String, Long> claims(TestDatabase database) {
        return Stored.counts(database, """
                select claimed_by::text, count(*)
                from scan_unit
                where claimed_by is not null
                group by 1
                """);
    }

    private static Map<String, Object> settings(Simulator simulator) {
        var settings = new HashMap<>(Organizations.settings(simulator));
        settings.put("collector.lease", "5m");
        settings.put("server.stop-timeout", "60s");
        return settings;
    }
}
