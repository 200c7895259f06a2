package dev.trailtally.benchmarks.run;

import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.CreateScanResponse;
import dev.trailtally.collector.v1.Scan;
import dev.trailtally.collector.v1.ScanServiceGrpc;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.WatchScanRequest;
import dev.trailtally.collector.v1.WatchScanResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Reads a folder while its scan is watched. */
final class FixtureScans extends ScanServiceGrpc.ScanServiceImplBase {

    private final FixtureEvents events;
    private final Map<String, Path> folders = new HashMap<>();

    FixtureScans(FixtureEvents events) {
        this.events = events;
    }

    @Override
    public synchronized void createScan(CreateScanRequest request, StreamObserver<CreateScanResponse> response) {
        var id = "scan-" + folders.size();
        folders.put(id, Path.of(request.getSource().getFolder().getPath()));
        response.onNext(CreateScanResponse.newBuilder()
                .setScan(scan(id, ScanState.SCAN_STATE_PENDING))
                .build());
        response.onCompleted();
    }

    @Override
    public synchronized void watchScan(WatchScanRequest request, StreamObserver<WatchScanResponse> response) {
        var id = request.getScanId();
        response.onNext(WatchScanResponse.newBuilder()
                .setScan(scan(id, ScanState.SCAN_STATE_RUNNING))
                .build());
        try {
            var records = events.read(Objects.requireNonNull(folders.get(id), "no such scan"));
            response.onNext(WatchScanResponse.newBuilder()
                    .setScan(scan(id, ScanState.SCAN_STATE_SUCCEEDED).setRecords(records))
                    .build());
            response.onCompleted();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Scan.Builder scan(String id, ScanState state) {
        return Scan.newBuilder().setScanId(id).setState(state);
    }
}
