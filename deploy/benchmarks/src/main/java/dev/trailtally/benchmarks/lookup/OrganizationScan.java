package dev.trailtally.benchmarks.lookup;

import com.google.protobuf.Timestamp;
import dev.trailtally.collector.v1.AssumedRole;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.LookupSource;
import dev.trailtally.collector.v1.OrganizationAccounts;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.collector.v1.WatchScanRequest;
import dev.trailtally.simulator.organization.Organization;
import io.grpc.Channel;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * One scan of all accounts and regions of the organization by LookupEvents.
 *
 * @param seconds CreateScan to the end of WatchScan: finding the accounts and regions included
 * @param end how it ended, with its failures; empty where all units are complete
 */
record OrganizationScan(double seconds, String end) {

    /** @param maxSeconds after which it is given up, with an exception */
    static OrganizationScan run(Channel channel, Supply supply, long maxSeconds) {
        var scans = ScanServiceGrpc.newBlockingStub(channel);
        long begun = System.nanoTime();
        var scan = scans.createScan(request(supply)).getScan();
        var states = scans.withDeadlineAfter(maxSeconds, TimeUnit.SECONDS)
                .watchScan(WatchScanRequest.newBuilder()
                        .setScanId(scan.getScanId())
                        .build());
        while (states.hasNext()) {
            scan = states.next().getScan();
        }
        return new OrganizationScan((System.nanoTime() - begun) / 1e9, end(scan));
    }

    private static String end(Scan scan) {
        return scan.getState() == ScanState.SCAN_STATE_SUCCEEDED ? "" : scan.getState() + " " + scan.getFailuresList();
    }

    private static CreateScanRequest request(Supply supply) {
        return CreateScanRequest.newBuilder()
                .setSource(Source.newBuilder()
                        .setLookup(LookupSource.newBuilder()
                                .setOrganization(OrganizationAccounts.getDefaultInstance())
                                .setRole(AssumedRole.newBuilder().setRoleName(Organization.ROLE))))
                .setStartTime(timestamp(supply.start()))
                .setEndTime(timestamp(supply.end()))
                .build();
    }

    private static Timestamp timestamp(Instant time) {
        return Timestamp.newBuilder().setSeconds(time.getEpochSecond()).build();
    }
}
