package dev.trailtally.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.trailtally.collector.v1.CancelScanRequest;
import dev.trailtally.collector.v1.GetScanRequest;
import dev.trailtally.collector.v1.RecordCounts;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.schema.TestDatabase;
import dev.trailtally.simulator.Simulator;
import dev.trailtally.simulator.SimulatorSettings;
import dev.trailtally.simulator.fault.Faults;
import dev.trailtally.simulator.fault.Latency;
import dev.trailtally.simulator.organization.AccountRegion;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetersTest {

    private static final List<String> REGIONS = List.of("eu-west-1", "us-east-1");

    private final Instant end = Instant.now().minusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS);
    private final Instant start = end.minus(Duration.ofDays(3));

    @Test
    void theMetricsOfAllCollectorsAddUpToTheResultsOfTheScans(@TempDir Path folder) throws IOException {
        var organization = Organizations.of(2, REGIONS, 300, end, Duration.ofDays(3));
        var events = organization
                .findEvents(new AccountRegion(Organizations.MANAGEMENT, "us-east-1"))
                .orElseThrow();
        Files.write(folder.resolve("records.json"), events.records().toList());
        Files.writeString(folder.resolve("rejected.json"), "{\"Records\":[{\"eventName\":\"NoTime\"},{}]}");
        try (var database = TestDatabase.create();
                var simulator =
                        Simulator.start(SimulatorSettings.of(organization).build());
                var one = collector(database, simulator, folder);
                var other = collector(database, simulator, folder)) {
            var scans = List.of(
                    one.collect(folder),
                    other.collect(Organizations.scan(start, end).build()));

            var both = List.of(one, other);
            // A batch is counted after its commit, which ends the scan.
            await().untilAsserted(() -> checkSums(both, scans));
        }
    }

    private static void checkSums(List<CollectorServer> both, List<Scan> scans) {
        assertThat(sum(both, "trailtally_events_total{outcome=\"read\"}"))
                .as("read")
                .isEqualTo(total(scans, RecordCounts::getRead));
        assertThat(sum(both, "trailtally_events_total{outcome=\"stored\"}"))
                .as("stored")
                .isEqualTo(total(scans, RecordCounts::getStored))
                .isEqualTo(2 * 2 * 300);
        assertThat(sum(both, "trailtally_events_total{outcome=\"duplicate\"}"))
                .as("duplicate")
                .isEqualTo(total(scans, RecordCounts::getDuplicate))
                .isEqualTo(300);
        assertThat(sum(both, "trailtally_events_total{outcome=\"rejected\"}"))
                .as("rejected")
                .isEqualTo(total(scans, RecordCounts::getRejected))
                .isEqualTo(2);
        assertThat(sum(both, request("cloudtrail:LookupEvents", "ok"))
                        + sum(both, request("cloudtrail:LookupEvents", "throttled")))
                .as("requests")
                .isEqualTo(scans.getLast().getRequests().getSent());
    }

    @Test
    void refusalsOfAwsAreCountedByApi(@TempDir Path folder) {
        var organization = Organizations.of(2, REGIONS, 10, end, Duration.ofDays(3));
        var settings = SimulatorSettings.of(organization)
                .faults(Faults.builder()
                        .denyAccount("000000000002")
                        .denyUnit(Organizations.MANAGEMENT, "us-east-1")
                        .build())
                .build();
        try (var database = TestDatabase.create();
                var simulator = Simulator.start(settings);
                var collector = collector(database, simulator, folder)) {
            collector.collect(Organizations.scan(start, end).build());

            assertThat(collector.metric(request("organizations:ListAccounts", "ok")))
                    .isPositive();
            assertThat(collector.metric(request("cloudtrail:LookupEvents", "ok")))
                    .isPositive();
            assertThat(collector.metric(request("cloudtrail:LookupEvents", "denied")))
                    .isPositive();
            assertThat(collector.metric(request("sts:AssumeRole", "denied"))).isPositive();
        }
    }

    /** No page comes while the test runs, so that only the renewal of leases can notice. */
    @Test
    void unitsThatOthersTookOverAndThoseOfACancelledScanAreClaimsLost(@TempDir Path folder) {
        var organization = Organizations.of(2, REGIONS, 10, end, Duration.ofDays(3));
        var settings = SimulatorSettings.of(organization)
                .faults(Faults.builder()
                        .latency(Latency.ofMillis(60_000, 60_000))
                        .build())
                .build();
        try (var database = TestDatabase.create();
                var simulator = Simulator.start(settings);
                var collector = collector(database, simulator, folder)) {
            var scan = collector.create(Organizations.scan(start, end).build());
            await().until(() -> Stored.number(
                            database,
                            "select count(*) from scan_unit where state = 'running' and claimed_by is not null")
                    == 4);
            assertThat(collector.metric("trailtally_claims_lost_total")).isZero();

            Stored.update(database, """
                    update scan_unit
                    set claimed_by = gen_random_uuid(), lease_until = now() + interval '1 hour'
                    where region = 'eu-west-1'
                    """);
            await().untilAsserted(() -> assertThat(collector.metric("trailtally_claims_lost_total"))
                    .as("units taken over")
                    .isEqualTo(2));

            collector
                    .scans()
                    .cancelScan(CancelScanRequest.newBuilder().setScanId(scan).build());
            await().untilAsserted(() -> assertThat(collector.metric("trailtally_claims_lost_total"))
                    .as("units taken over or cancelled")
                    .isEqualTo(4));
        }
    }

    @Test
    void callsAreTimedByMethodAndCodeAndUnknownMethodsShareOneLabel(@TempDir Path folder) {
        try (var database = TestDatabase.create();
                var collector = new CollectorServer(database)) {
            var unknown = GetScanRequest.newBuilder().setScanId("no-such-scan").build();
            assertThatThrownBy(() -> collector.scans().getScan(unknown)).isInstanceOf(StatusRuntimeException.class);

            // A call is counted once it is closed, which its client may see first.
            await().untilAsserted(() -> assertThat(collector.metric(
                            "trailtally_rpc_seconds_count{code=\"INVALID_ARGUMENT\",method=\"GetScan\","
                                    + "service=\"trailtally.collector.v1.ScanService\"}"))
                    .isOne());
            collector.callUnknownMethods();
            await().untilAsserted(() -> assertThat(
                            collector.metric("trailtally_rpc_seconds_count{code=\"UNIMPLEMENTED\",method=\"unknown\","
                                    + "service=\"unknown\"}"))
                    .isEqualTo(2));
        }
    }

    private static CollectorServer collector(TestDatabase database, Simulator simulator, Path folder) {
        return new CollectorServer(database, Organizations.with(simulator, "collector.local-roots", folder.toString()));
    }

    private static String request(String api, String outcome) {
        return "trailtally_aws_requests_total{api=\"" + api + "\",outcome=\"" + outcome + "\"}";
    }

    private static long sum(List<CollectorServer> collectors, String metric) {
        return (long) collectors.stream()
                .mapToDouble(collector -> collector.metric(metric))
                .sum();
    }

    private static long total(List<Scan> scans, ToLongFunction<RecordCounts> count) {
        return scans.stream().map(Scan::getRecords).mapToLong(count).sum();
    }
}
