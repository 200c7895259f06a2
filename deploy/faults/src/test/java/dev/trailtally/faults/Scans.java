package dev.trailtally.faults;

import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.GetScanRequest;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.ScanState;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests one scan after the other of each kind of source, each when the one before has ended. */
final class Scans implements AutoCloseable {

    private static final long POLL_MILLIS = 300;
    private static final Set<ScanState> OPEN = Set.of(ScanState.SCAN_STATE_PENDING, ScanState.SCAN_STATE_RUNNING);

    private final Client client;
    private final Findings findings;
    private final Workers workers = new Workers();
    private final AtomicInteger ended = new AtomicInteger();

    Scans(Client client, Findings findings) {
        this.client = client;
        this.findings = findings;
    }

    /** Scans of all kinds, without a pause. */
    void start(Input input) {
        repeat("bucket", round -> input.bucket(round + 1));
        repeat("lookup", round -> input.lookup(round + 1));
        repeat("folder", round -> input.logs(round + 1));
        repeat("last-accessed", round -> input.lastAccessed());
    }

    /** Scans of folders alone. */
    void startFolders(Input input, Duration pause) {
        var round = new AtomicInteger();
        workers.start("folder", () -> {
            scan("folder", input.logs(round.incrementAndGet()));
            Thread.sleep(pause);
        });
    }

    /** The first of each kind of source, one after the other. */
    void ofEachSource(Input input) throws IOException, InterruptedException {
        scan("the first bucket", input.bucket(0));
        scan("the first lookup", input.lookup(0));
        scan("the first folder", input.logs(0));
        scan("the first last-accessed data", input.lastAccessed());
    }

    /** One scan, beside the others. */
    void once(String name, CreateScanRequest request) {
        workers.once(name, () -> scan(name, request));
    }

    private void repeat(String name, Request request) {
        var round = new AtomicInteger();
        workers.start(name, () -> scan(name, request.of(round.getAndIncrement())));
    }

    /** A scan from its request to its end. */
    void scan(String name, CreateScanRequest request) throws InterruptedException {
        // Repeated until it is answered, and creates one scan.
        var once =
                request.toBuilder().setRequestId(UUID.randomUUID().toString()).build();
        var scan = client.call(
                Service.COLLECTOR,
                "CreateScan",
                call -> call.on(ScanServiceGrpc.newBlockingStub(call.channel()))
                        .createScan(once)
                        .getScan());
        while (OPEN.contains(scan.getState())) {
            Thread.sleep(POLL_MILLIS);
            var scanId = scan.getScanId();
            scan = client.call(
                    Service.COLLECTOR,
                    "GetScan",
                    call -> call.on(ScanServiceGrpc.newBlockingStub(call.channel()))
                            .getScan(GetScanRequest.newBuilder()
                                    .setScanId(scanId)
                                    .build())
                            .getScan());
        }
        check(name, scan);
        ended.incrementAndGet();
    }

    private void check(String name, Scan scan) {
        if (scan.getState() != ScanState.SCAN_STATE_SUCCEEDED) {
            findings.add("a scan of " + name + " ended " + scan.getState(), scan.toString());
        }
    }

    /** How many ended. */
    int ended() {
        return ended.get();
    }

    /** Requests no more and waits for those that are open. */
    void finish() throws InterruptedException {
        workers.finish();
    }

    @Override
    public void close() {
        workers.close();
    }

    @FunctionalInterface
    private interface Request {
        CreateScanRequest of(int round) throws Exception;
    }
}
