package dev.trailtally.benchmarks.lookup;

import dev.trailtally.benchmarks.scan.Aws;
import dev.trailtally.simulator.organization.AccountRegion;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClientBuilder;

/**
 * The baseline: the SDK's own paginator over one unit, one page at a time, as most programs read LookupEvents.
 *
 * @param pages read until the end, or until the time was over
 */
record SequentialPager(double latencySeconds, double seconds, int pages, Requests requests) {

    // To start, and for its last page.
    private static final Duration SIMULATOR_LIFE = Duration.ofMinutes(5);

    /**
     * Reads for at most this long.
     *
     * @param folder for the simulator's log
     */
    static SequentialPager run(Cell cell, Duration atMost, Path folder) throws IOException {
        var now = Instant.now();
        var simulated = SimulatedOrganization.of(cell, now);
        try (var simulator = SimulatorProcess.start(cell, now, atMost.plus(SIMULATOR_LIFE), folder);
                var client = client(simulator.aws(), simulated.busiestUnit()).build()) {
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

    /** @param unit of the management account */
    static CloudTrailClientBuilder client(Aws aws, AccountRegion unit) {
        var key = aws.managementKey();
        return CloudTrailClient.builder()
                .endpointOverride(aws.endpoint())
                .region(Region.of(unit.region()))
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret())));
    }
}
