package dev.trailtally.collector.api;

import com.google.rpc.Code;
import dev.trailtally.collector.database.FullDisk;
import dev.trailtally.collector.v1.ScanState;
import dev.trailtally.collector.v1.WatchScanResponse;
import dev.trailtally.rpc.RpcErrors;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Streams scans to callers who watch them. A slow caller gets the newest state, never a queue of old ones. */
@Singleton
final class ScanWatch {

    private static final int MAX_WATCHERS = 200;
    private static final long MAX_INTERVAL = TimeUnit.SECONDS.toNanos(10);
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(500);
    // Counting a scan takes longer the more objects it has; a watcher keeps the database busy a fifth of the time at
    // most.
    private static final int COUNTING_SHARE = 4;

    private final ExecutorService watchers = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore free = new Semaphore(MAX_WATCHERS);
    private final FullDisk fullDisk;

    ScanWatch(FullDisk fullDisk) {
        this.fullDisk = fullDisk;
    }

    /** Starts to stream what the supplier gives, from now until it has ended, the caller leaves or the disk is full. */
    void start(Supplier<WatchScanResponse> scan, ServerCallStreamObserver<WatchScanResponse> observer) {
        if (!free.tryAcquire()) {
            throw RpcErrors.busy(
                    "TOO_MANY_WATCHERS",
                    "this collector has " + MAX_WATCHERS + " watchers already; use GetScan, or try again later",
                    Map.of("limit", Integer.toString(MAX_WATCHERS)),
                    Duration.ofSeconds(10));
        }
        var moved = new Semaphore(0);
        observer.setOnReadyHandler(moved::release);
        observer.setOnCancelHandler(moved::release);
        watchers.execute(Context.current().wrap(() -> {
            try {
                watch(scan, observer, moved);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                observer.onError(RpcErrors.failure(
                        Code.UNAVAILABLE, "STOPPING", "this collector stops; watch again at another", Map.of()));
            } catch (RuntimeException e) {
                observer.onError(ScanFailures.toRpc(e));
            } finally {
                free.release();
            }
        }));
    }

    private void watch(
            Supplier<WatchScanResponse> scans, ServerCallStreamObserver<WatchScanResponse> observer, Semaphore moved)
            throws InterruptedException {
        WatchScanResponse sent = null;
        while (!observer.isCancelled()) {
            if (observer.isReady()) {
                long begun = System.nanoTime();
                var scan = scans.get();
                if (!scan.equals(sent)) {
                    observer.onNext(scan);
                    sent = scan;
                }
                if (ended(scan.getScan().getState())) {
                    observer.onCompleted();
                    return;
                }
                if (fullDisk.isFull()) {
                    throw RpcErrors.diskFull();
                }
                pause(observer, moved, (System.nanoTime() - begun) * COUNTING_SHARE);
            } else {
                moved.acquire();
            }
        }
    }

    private static void pause(ServerCallStreamObserver<WatchScanResponse> observer, Semaphore moved, long nanos)
            throws InterruptedException {
        long end = System.nanoTime() + Math.clamp(nanos, INTERVAL, MAX_INTERVAL);
        for (long left = end - System.nanoTime(); left > 0 && !observer.isCancelled(); left = end - System.nanoTime()) {
            if (moved.tryAcquire(left, TimeUnit.NANOSECONDS)) {
                moved.drainPermits();
            }
        }
    }

    private static boolean ended(ScanState state) {
        return switch (state) {
            case SCAN_STATE_SUCCEEDED, SCAN_STATE_INCOMPLETE, SCAN_STATE_CANCELLED -> true;
            case SCAN_STATE_UNSPECIFIED, SCAN_STATE_PENDING, SCAN_STATE_RUNNING, UNRECOGNIZED -> false;
        };
    }

    @PreDestroy
    void close() {
        watchers.shutdownNow();
    }
}
