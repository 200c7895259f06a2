package dev.trailtally.benchmarks.lookup;

import dev.trailtally.simulator.Simulator;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;

/**
 * The baseline: the SDK's own paginator over one unit, one page at a time, as most programs read LookupEvents.
 *
 * @param pages read until the end, or until the time was over
 */
record SequentialPager(double latencySeconds, double seconds, int pages, Requests requests) {

    /** Reads for at most this long. */
    static SequentialPager run(Cell cell, Duration atMost) {
        var simulated = SimulatedOrganization.of(cell, Instant.now());
        try (var simulator = simulated.simulator(cell.latency());
                var client = client(simulator, simulated)) {
            long begun = System.nanoTime();
            int pages = 0;
            for (var page : client.lookupEventsPaginator(request -> request.startTime(simulated.start())
                    .endTime(simulated.end().minusSeconds(1))
                    .maxResults(Cell.PAGE_EVENTS))) {
                pages++;
                if (!page.hasEvents() || System.nanoTime() - begun >= atMost.toNanos()) {
                    break;
                }
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            var requests = Requests.of(simulator.units(), Cell.THROTTLE);
            return new SequentialPager(cell.latencySeconds(), seconds, pages, requests);
        }
    }

    static CloudTrailClient client(Simulator simulator, SimulatedOrganization simulated) {
        var unit = simulated.firstUnit();
        var key = simulator.key(unit.account());
        return CloudTrailClient.builder()
                .endpointOverride(simulator.endpoint())
                .region(Region.of(unit.region()))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret())))
                .build();
    }
}
