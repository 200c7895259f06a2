package dev.trailtally.collector.api;

import com.google.rpc.Code;
import dev.trailtally.collector.scan.ManifestHorizon;
import dev.trailtally.collector.scan.OpenScans;
import dev.trailtally.collector.scan.OwnIdentity;
import dev.trailtally.collector.scan.Scan;
import dev.trailtally.collector.scan.ScanRequest;
import dev.trailtally.collector.scan.ScanResumer;
import dev.trailtally.collector.scan.ScanScope;
import dev.trailtally.collector.scan.ScanStore;
import dev.trailtally.collector.source.SourceException;
import dev.trailtally.collector.work.WorkSignal;
import dev.trailtally.rpc.RpcErrors;
import dev.trailtally.server.caller.Caller;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Creates, continues and cancels scans, and has this collector work on them. */
@Singleton
public final class ScanControl {

    private final ScanStore scans;
    private final OpenScans open;
    private final ScanResumer resumer;
    private final OwnIdentity identity;
    private final ScanScope scope;
    private final ManifestHorizon horizon;
    private final WorkSignal signal;

    public ScanControl(
            ScanStore scans,
            OpenScans open,
            ScanResumer resumer,
            OwnIdentity identity,
            ScanScope scope,
            ManifestHorizon horizon,
            WorkSignal signal) {
        this.scans = scans;
        this.open = open;
        this.resumer = resumer;
        this.identity = identity;
        this.scope = scope;
        this.horizon = horizon;
        this.signal = signal;
    }

    /** Creates a scan, or continues the newest open one of the same request; a request sent again changes nothing. */
    public Outcome create(ScanRequest request, OfOpen ofOpen) {
        var earlier = Optional.ofNullable(request.requestId()).flatMap(scans::ofRequest);
        if (earlier.isPresent()) {
            return new Outcome(earlier.get().scanId(), false, List.of());
        }
        var owner = identity.ofNew(request.source());
        var same = ofOpen == OfOpen.LEAVE ? List.<UUID>of() : open.find(request, owner);
        if (ofOpen == OfOpen.CONTINUE && !same.isEmpty()) {
            resume(scans.fetch(same.getFirst()));
            return new Outcome(same.getFirst(), true, List.of());
        }
        horizon.check(request);
        same.forEach(scans::cancel);
        var scan = scans.create(request, owner);
        begin(scan);
        return new Outcome(scan.scanId(), false, same);
    }

    /** Continues a scan that this collector may work on. */
    public void resume(Scan scan) {
        checkOwner(scan);
        if (scan.state() == Scan.State.CANCELLED) {
            throw refusal("SCAN_CANCELLED", "scan " + scan.scanId() + " was cancelled; start a new one", scan);
        }
        if (scan.state() == Scan.State.INCOMPLETE && scan.nextScanId() != null) {
            throw refusal(
                    "SCAN_REPEATED",
                    "scan " + scan.scanId() + " is repeated by scan " + scan.nextScanId()
                            + ", which asks again for what failed",
                    scan);
        }
        resumer.resume(scan.scanId());
        begin(scan);
    }

    public void cancel(UUID scanId) {
        scans.cancel(scanId);
    }

    private void begin(Scan scan) {
        scope.admit(scan);
        signal.raise();
    }

    private void checkOwner(Scan scan) {
        var owner = scan.owner();
        if (owner == null || scan.state() == Scan.State.SUCCEEDED) {
            return;
        }
        boolean named = Caller.current().accounts().all();
        try {
            var own = identity.fetch(scan.source());
            if (!own.equals(owner) && !named) {
                throw refusal(
                        "OTHER_IDENTITY",
                        "scan " + scan.scanId()
                                + " belongs to other AWS credentials than the collector's. Ask its operator"
                                + " to continue it with those, or start a new scan",
                        scan);
            }
            if (!own.equals(owner)) {
                throw refusal(
                        "OTHER_IDENTITY",
                        "scan " + scan.scanId() + " belongs to " + owner.words()
                                + ", and the collector has the credentials of " + own.words()
                                + ". Continue it with those of " + owner.arn() + ", or start a new scan",
                        scan);
            }
        } catch (SourceException e) {
            throw refusal(
                    e.code(),
                    !named
                            ? "AWS does not say whose the collector's credentials are; the collector's log says why"
                            : "scan " + scan.scanId() + " belongs to " + owner.words()
                                    + ", and AWS does not say whose the collector's credentials are: " + e.explanation()
                                    + ". "
                                    + e.nextStep(),
                    scan);
        }
    }

    private static RuntimeException refusal(String reason, String message, Scan scan) {
        return RpcErrors.failure(
                Code.FAILED_PRECONDITION,
                reason,
                message,
                Map.of("scan_id", scan.scanId().toString()));
    }

    /** What to do with open scans of the same request. */
    public enum OfOpen {
        LEAVE,
        CONTINUE,
        CANCEL
    }

    /** @param continued whether it is an earlier scan */
    public record Outcome(UUID scanId, boolean continued, List<UUID> cancelled) {}
}
