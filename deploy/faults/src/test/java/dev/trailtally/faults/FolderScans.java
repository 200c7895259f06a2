package dev.trailtally.faults;

import dev.trailtally.collector.v1.GetScanRequest;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.ScanServiceGrpc.ScanServiceBlockingStub;
import dev.trailtally.collector.v1.ScanState;
import io.grpc.Channel;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Scans of folders of log files, one after the other, by whichever replica of the collector takes a call or a file. */
final class FolderScans {

    private static final long CALL_SECONDS = 60;
    private static final long POLL_MILLIS = 300;
    private static final Set<ScanState> OPEN = Set.of(ScanState.SCAN_STATE_PENDING, ScanState.SCAN_STATE_RUNNING);

    private final Channel channel;
    private final Input input;
    private final Findings findings;
    private final AtomicInteger ended = new AtomicInteger();

    FolderScans(Channel channel, Input input, Findings findings) {
        this.channel = channel;
        this.input = input;
        this.findings = findings;
    }

    /** A scan of a new folder, from its request to its end. */
    void one() throws Exception {
        // A call that is tried again creates one scan.
        var request = input.logs(ended.get() + 1).toBuilder()
                .setRequestId(UUID.randomUUID().toString())
                .build();
        var scan = scans().createScan(request).getScan();
        while (OPEN.contains(scan.getState())) {
            Thread.sleep(POLL_MILLIS);
            scan = scans().getScan(GetScanRequest.newBuilder()
                            .setScanId(scan.getScanId())
                            .build())
                    .getScan();
        }
        if (scan.getState() != ScanState.SCAN_STATE_SUCCEEDED) {
            findings.add("a scan of a folder ended " + scan.getState(), scan.toString());
        }
        ended.incrementAndGet();
    }

    private ScanServiceBlockingStub scans() {
        return ScanServiceGrpc.newBlockingStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
    }

    int ended() {
        return ended.get();
    }
}
