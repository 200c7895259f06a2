package dev.trailtally.benchmarks.scan;

import com.google.protobuf.Timestamp;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.WatchScanRequest;
import io.grpc.Channel;
import java.util.concurrent.TimeUnit;

/**
 * One scan of the organization.
 *
 * @param seconds CreateScan to the end of WatchScan: including the search for accounts and regions
 * @param ownSeconds from its create_time to its finish_time: without the delay of its watchers
 * @param end how it ended, with its failures; empty if all units are complete
 */
public record OrganizationScan(double seconds, double ownSeconds, String end) {

    /** @param maxSeconds the time after which it fails with an exception */
    public static OrganizationScan run(Channel channel, CreateScanRequest request, long maxSeconds) {
        var scans = ScanServiceGrpc.newBlockingStub(channel);
        long begun = System.nanoTime();
        var scan = scans.createScan(request).getScan();
        var states = scans.withDeadlineAfter(maxSeconds, TimeUnit.SECONDS)
                .watchScan(WatchScanRequest.newBuilder()
                        .setScanId(scan.getScanId())
                        .build());
        while (states.hasNext()) {
            scan = states.next().getScan();
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        double ownSeconds = seconds(scan.getFinishTime()) - seconds(scan.getCreateTime());
        return new OrganizationScan(seconds, ownSeconds, end(scan));
    }

    private static double seconds(Timestamp time) {
        return time.getSeconds() + time.getNanos() / 1e9;
    }

    private static String end(Scan scan) {
        return scan.getState() == ScanState.SCAN_STATE_SUCCEEDED ? "" : scan.getState() + " " + scan.getFailuresList();
    }
}
