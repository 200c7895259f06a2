package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.WatchScanRequest;
import dev.trailtally.standalone.progress.Progress;
import dev.trailtally.standalone.terminal.TerminalText;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows a scan to its end, or until it is told to stop. */
final class Watching {

    private static final Logger LOG = LoggerFactory.getLogger(Watching.class);
    private static final int MAX_CUTS = 3; // beside the attempts that the channel makes by itself to open a stream
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Channel channel;
    private final PrintWriter talk;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Context.CancellableContext context = Context.current().withCancellation();

    Watching(Channel channel, PrintWriter talk, Clock clock) {
        this.channel = channel;
        this.talk = talk;
        this.clock = clock;
    }

    /** The scan as it was at the end, or when this was stopped. */
    Scan follow(Scan scan) {
        var previous = context.attach();
        try {
            return show(scan);
        } finally {
            context.detach(previous);
        }
    }

    /** Stops following the scan, which continues. */
    void stop() {
        stopped.countDown();
        context.cancel(null);
    }

    private Scan show(Scan scan) {
        var latest = scan;
        if (!scan.getWaitingReason().isEmpty()) {
            talk.println("The scan waits: " + TerminalText.line(scan.getWaitingReason()) + ".");
            talk.flush();
        }
        try (var progress = Progress.on(talk, Boolean.getBoolean("trailtally.terminal"), clock, scan.getSource())) {
            for (int cuts = 0; ; cuts++) {
                try {
                    // No deadline: a scan may take days; it ends when it is complete or cancelled.
                    var states = ScanServiceGrpc.newBlockingStub(channel)
                            .watchScan(WatchScanRequest.newBuilder()
                                    .setScanId(scan.getScanId())
                                    .build());
                    while (states.hasNext()) {
                        var state = states.next();
                        latest = state.getScan();
                        progress.show(state);
                        cuts = 0;
                    }
                    return latest;
                } catch (StatusRuntimeException e) {
                    if (isStopped(e, cuts)) {
                        return latest;
                    }
                }
            }
        }
    }

    /**
     * Waits before the scan is watched again: a server cuts long streams by the age of their connection, and each time it stops.
     * Returns whether this was stopped; fails with other failures, and if the stream was cut too often without a message.
     */
    private boolean isStopped(StatusRuntimeException failure, int cuts) {
        if (context.isCancelled()) {
            return true;
        }
        if (failure.getStatus().getCode() != Status.Code.UNAVAILABLE || cuts >= MAX_CUTS) {
            throw failure;
        }
        LOG.info("the scan is watched again: {}", failure.getStatus());
        try {
            return stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
