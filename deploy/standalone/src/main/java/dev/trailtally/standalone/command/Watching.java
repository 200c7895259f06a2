package dev.trailtally.standalone.command;

import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.WatchScanRequest;
import dev.trailtally.standalone.progress.Progress;
import dev.trailtally.standalone.terminal.TerminalText;
import io.grpc.Channel;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.time.Clock;

/** Follows a scan to its end, or until it is told to stop. */
final class Watching {

    private final Channel channel;
    private final PrintWriter talk;
    private final Clock clock;
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
        context.cancel(null);
    }

    private Scan show(Scan scan) {
        var latest = scan;
        if (!scan.getWaitingReason().isEmpty()) {
            talk.println("The scan waits: " + TerminalText.line(scan.getWaitingReason()) + ".");
            talk.flush();
        }
        try (var progress = Progress.on(talk, Boolean.getBoolean("trailtally.terminal"), clock, scan.getSource())) {
            // No deadline: a scan may take days; it ends when it is complete or cancelled.
            var states = ScanServiceGrpc.newBlockingStub(channel)
                    .watchScan(WatchScanRequest.newBuilder()
                            .setScanId(scan.getScanId())
                            .build());
            while (states.hasNext()) {
                var state = states.next();
                latest = state.getScan();
                progress.show(state);
            }
        } catch (StatusRuntimeException e) {
            if (!context.isCancelled()) {
                throw e;
            }
        }
        return latest;
    }
}
