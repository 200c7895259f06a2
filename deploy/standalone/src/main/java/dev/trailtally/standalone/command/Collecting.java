package dev.trailtally.standalone.command;

import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.aggregator.v1.RunRollupRequest;
import dev.trailtally.collector.v1.CancelScanRequest;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.WatchScanRequest;
import dev.trailtally.standalone.progress.Progress;
import dev.trailtally.standalone.summary.Collected;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the services collect one source to the end, and tells people how far it is. */
final class Collecting {

    private static final Logger LOG = LoggerFactory.getLogger(Collecting.class);
    private static final int CALL_SECONDS = 60;
    private static final int ROLLUP_HOURS = 24;

    private final Channel channel;
    private final PrintWriter talk;
    private final boolean terminal;
    private final Clock clock;

    Collecting(Channel channel, PrintWriter talk, boolean terminal, Clock clock) {
        this.channel = channel;
        this.talk = talk;
        this.terminal = terminal;
        this.clock = clock;
    }

    /** Scans, then rolls up; a scan that was cancelled is rolled up as far as it came. */
    Collected run(CreateScanRequest request, Interruption interruption) {
        var scan = scans().createScan(request).getScan();
        interruption.onAsk(() -> cancel(scan.getScanId()));
        var ended = watch(scan);
        var rollup = RollupServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(ROLLUP_HOURS, TimeUnit.HOURS)
                .runRollup(RunRollupRequest.getDefaultInstance());
        return new Collected(ended, rollup);
    }

    private Scan watch(Scan created) {
        var latest = created;
        try (var progress = Progress.on(talk, terminal, clock)) {
            // No deadline: a scan may take days, and ends by itself or by CancelScan.
            var states = ScanServiceGrpc.newBlockingStub(channel)
                    .watchScan(WatchScanRequest.newBuilder()
                            .setScanId(created.getScanId())
                            .build());
            while (states.hasNext()) {
                latest = states.next().getScan();
                progress.show(latest);
            }
        }
        return latest;
    }

    private void cancel(String scanId) {
        talk.println();
        talk.println("Stopping: what is being read is finished or left for the next scan ...");
        talk.flush();
        try {
            var request = CancelScanRequest.newBuilder().setScanId(scanId).build();
            scans().cancelScan(request);
        } catch (StatusRuntimeException e) {
            LOG.warn("scan {} could not be cancelled; the next start goes on with it", scanId, e);
        }
    }

    private ScanServiceGrpc.ScanServiceBlockingStub scans() {
        return ScanServiceGrpc.newBlockingStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
    }
}
