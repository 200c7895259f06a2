package dev.trailtally.standalone.command;

import dev.trailtally.aggregator.v1.RollupServiceGrpc;
import dev.trailtally.aggregator.v1.RunRollupRequest;
import dev.trailtally.aggregator.v1.RunRollupResponse;
import dev.trailtally.collector.v1.CancelScanRequest;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.ResumeScanRequest;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.Source;
import dev.trailtally.standalone.summary.Collected;
import dev.trailtally.standalone.summary.Format;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the services collect one source to the end, and shows the progress. */
final class Collecting {

    /** What happens to a scan when the process is told to stop. */
    enum OnStop {
        CANCEL,
        LEAVE_OPEN
    }

    private static final Logger LOG = LoggerFactory.getLogger(Collecting.class);
    private static final int CALL_SECONDS = 60;
    private static final int ROLLUP_HOURS = 24;

    private final Channel channel;
    private final PrintWriter talk;
    private final Watching watching;

    Collecting(Channel channel, PrintWriter talk, Clock clock) {
        this.channel = channel;
        this.talk = talk;
        this.watching = new Watching(channel, talk, clock);
    }

    /** A request to scan a source; if it is sent again, it creates no second scan. */
    static CreateScanRequest.Builder request(Source.Builder source) {
        return CreateScanRequest.newBuilder()
                .setRequestId(UUID.randomUUID().toString())
                .setSource(source);
    }

    /** Creates a scan and follows it. */
    Collected run(CreateScanRequest request, Interruption interruption, OnStop onStop) {
        return follow(create(request), interruption, onStop);
    }

    /** Follows a scan, then rolls up; a scan that was cancelled or left open is rolled up as far as it was read. */
    Collected follow(Scan scan, Interruption interruption, OnStop onStop) {
        var latest = watch(scan, interruption, onStop);
        var left = interruption.asked() && onStop == OnStop.LEAVE_OPEN;
        return new Collected(latest, left ? RunRollupResponse.getDefaultInstance() : rollUp());
    }

    /** Creates a scan, or continues an unfinished one if the request asks for that, and reports which. */
    Scan create(CreateScanRequest request) {
        var response = scans().createScan(request);
        var scan = response.getScan();
        response.getCancelledScanIdsList().forEach(id -> say("Cancelled the unfinished scan " + id + "."));
        say(
                response.getContinued()
                        ? "Continuing the unfinished scan " + scan.getScanId() + " of "
                                + Format.time(true, scan.getCreateTime()) + " UTC" + window(scan)
                                + "; --new cancels it and starts a new one."
                        : "Scan " + scan.getScanId());
        return scan;
    }

    /** Continues an open scan, or retries what it failed to read. */
    Scan resume(Scan scan) {
        var resumed = scans().resumeScan(ResumeScanRequest.newBuilder()
                        .setScanId(scan.getScanId())
                        .build())
                .getScan();
        say("Continuing scan " + scan.getScanId());
        return resumed;
    }

    /** The start of a continued scan with a look-back: its window was set when the scan was created. */
    private static String window(Scan scan) {
        return scan.hasLookback() ? ", whose events start at " + Format.time(true, scan.getStartTime()) + " UTC" : "";
    }

    private void say(String line) {
        talk.println(line);
        talk.flush();
    }

    /** Follows a scan that needs no rollup. */
    Scan watch(Scan scan, Interruption interruption, OnStop onStop) {
        var id = scan.getScanId();
        interruption.onAsk(() -> stop(id, onStop));
        return watching.follow(scan);
    }

    private void stop(String scanId, OnStop onStop) {
        talk.println();
        switch (onStop) {
            case CANCEL -> {
                talk.println("Stopping: work in progress is finished or left unread ...");
                cancel(scanId);
            }
            case LEAVE_OPEN -> {
                talk.println("Stopping ...");
                watching.stop();
            }
        }
        talk.flush();
    }

    /** Stops a scan that nobody follows. */
    void cancel(String scanId) {
        try {
            var request = CancelScanRequest.newBuilder().setScanId(scanId).build();
            scans().cancelScan(request);
        } catch (StatusRuntimeException e) {
            LOG.warn("scan {} could not be cancelled, so it stays open", scanId, e);
        }
    }

    private RunRollupResponse rollUp() {
        return RollupServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(ROLLUP_HOURS, TimeUnit.HOURS)
                .runRollup(RunRollupRequest.getDefaultInstance());
    }

    private ScanServiceGrpc.ScanServiceBlockingStub scans() {
        return ScanServiceGrpc.newBlockingStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
    }
}
