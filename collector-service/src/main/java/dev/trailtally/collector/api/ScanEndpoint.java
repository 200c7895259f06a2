package dev.trailtally.collector.api;

import com.google.protobuf.Duration;
import com.google.rpc.Code;
import dev.trailtally.collector.scan.ScanScope;
import dev.trailtally.collector.v1.CancelScanRequest;
import dev.trailtally.collector.v1.CancelScanResponse;
import dev.trailtally.collector.v1.CreateScanRequest;
import dev.trailtally.collector.v1.CreateScanResponse;
import dev.trailtally.collector.v1.Failure;
import dev.trailtally.collector.v1.GetScanRequest;
import dev.trailtally.collector.v1.GetScanResponse;
import dev.trailtally.collector.v1.ListLastAccessedJobsRequest;
import dev.trailtally.collector.v1.ListLastAccessedJobsResponse;
import dev.trailtally.collector.v1.ListRejectionsRequest;
import dev.trailtally.collector.v1.ListRejectionsResponse;
import dev.trailtally.collector.v1.ListScanUnitsRequest;
import dev.trailtally.collector.v1.ListScanUnitsResponse;
import dev.trailtally.collector.v1.ListScansRequest;
import dev.trailtally.collector.v1.ListScansResponse;
import dev.trailtally.collector.v1.Rejection;
import dev.trailtally.collector.v1.ResumeScanRequest;
import dev.trailtally.collector.v1.ResumeScanResponse;
import dev.trailtally.collector.v1.ScanServiceGrpc.ScanServiceImplBase;
import dev.trailtally.collector.v1.ScanUnit;
import dev.trailtally.collector.v1.WatchScanRequest;
import dev.trailtally.collector.v1.WatchScanResponse;
import dev.trailtally.rpc.BoundedPage;
import dev.trailtally.rpc.PageToken;
import dev.trailtally.rpc.RpcErrors;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Controls scans over gRPC. */
@Singleton
final class ScanEndpoint extends ScanServiceImplBase {

    private static final int MAX_FAILURES = 100;
    private static final int MAX_BUSY_ACCOUNTS = 100;

    private final ScanControl control;
    private final ScanScope scope;
    private final VisibleScans scans;
    private final ScanDetails details;
    private final LastAccessedJobPages jobs;
    private final ScanAccess access;
    private final ScanWatch watch;
    private final Clock clock = Clock.systemUTC();

    ScanEndpoint(
            ScanControl control,
            ScanScope scope,
            VisibleScans scans,
            ScanDetails details,
            LastAccessedJobPages jobs,
            ScanAccess access,
            ScanWatch watch) {
        this.control = control;
        this.scope = scope;
        this.scans = scans;
        this.details = details;
        this.jobs = jobs;
        this.access = access;
        this.watch = watch;
    }

    @Override
    public void createScan(CreateScanRequest request, StreamObserver<CreateScanResponse> observer) {
        answer(observer, () -> {
            var outcome = control.create(access.admit(request, clock.instant()), ScanRequests.ofOpen(request));
            var response = CreateScanResponse.newBuilder()
                    .setScan(message(outcome.scanId()))
                    .setContinued(outcome.continued());
            outcome.cancelled().forEach(scanId -> response.addCancelledScanIds(scanId.toString()));
            return response.build();
        });
    }

    @Override
    public void getScan(GetScanRequest request, StreamObserver<GetScanResponse> observer) {
        answer(
                observer,
                () -> GetScanResponse.newBuilder()
                        .setScan(message(ScanRequests.uuid("scan_id", request.getScanId())))
                        .build());
    }

    @Override
    public void listScans(ListScansRequest request, StreamObserver<ListScansResponse> observer) {
        answer(observer, () -> {
            var size = PageToken.size(request, 50, 1_000);
            var after = PageToken.key(request, 2, new ScanKey(null, null), ScanKey::of);
            var rows = scans.before(after.createdAt(), after.scanId(), size + 1);
            var page = new BoundedPage<dev.trailtally.collector.v1.Scan>(size);
            var next = page.fill(request, rows, scan -> message(scan, List.of()), ScanKey::parts);
            return ListScansResponse.newBuilder()
                    .addAllScans(page.messages())
                    .setNextPageToken(next)
                    .build();
        });
    }

    @Override
    public void listScanUnits(ListScanUnitsRequest request, StreamObserver<ListScanUnitsResponse> observer) {
        answer(observer, () -> {
            var size = PageToken.size(request, 1_000, 10_000);
            var scan = existing(request.getScanId());
            var after = PageToken.key(request, 2, new UnitKey(-2, ""), UnitKey::of);
            var rows = details.unitsAfter(scan, after.accountId(), after.region(), size + 1);
            var page = new BoundedPage<ScanUnit>(size);
            var next = page.fill(request, rows, scan.accounts()::masked, UnitKey::parts);
            return ListScanUnitsResponse.newBuilder()
                    .setHiddenAccountCount(scan.hiddenAccounts())
                    .addAllUnits(page.messages())
                    .setNextPageToken(next)
                    .build();
        });
    }

    @Override
    public void listLastAccessedJobs(
            ListLastAccessedJobsRequest request, StreamObserver<ListLastAccessedJobsResponse> observer) {
        answer(observer, () -> jobs.page(existing(request.getScanId()), request));
    }

    @Override
    public void listRejections(ListRejectionsRequest request, StreamObserver<ListRejectionsResponse> observer) {
        answer(observer, () -> {
            var size = PageToken.size(request, 1_000, 10_000);
            var scan = existing(request.getScanId());
            long after = PageToken.key(request, 1, 0L, key -> Long.valueOf(key.getFirst()));
            var rows = details.rejectionsAfter(scan, after, size + 1);
            var page = new BoundedPage<Rejection>(size);
            var next = page.fill(
                    request,
                    rows,
                    row -> scan.accounts().masked(row.getValue()),
                    row -> List.of(row.getKey().toString()));
            return ListRejectionsResponse.newBuilder()
                    .setHiddenAccountCount(scan.hiddenAccounts())
                    .addAllRejections(page.messages())
                    .setNextPageToken(next)
                    .build();
        });
    }

    @Override
    public void watchScan(WatchScanRequest request, StreamObserver<WatchScanResponse> observer) {
        var call = (ServerCallStreamObserver<WatchScanResponse>) observer;
        orFail(observer, () -> {
            var scanId = existing(request.getScanId()).scanId();
            watch.start(() -> watched(scanId), call);
        });
    }

    @Override
    public void cancelScan(CancelScanRequest request, StreamObserver<CancelScanResponse> observer) {
        answer(observer, () -> {
            var scanId = existing(request.getScanId()).scanId();
            control.cancel(scanId);
            return CancelScanResponse.newBuilder().setScan(message(scanId)).build();
        });
    }

    @Override
    public void resumeScan(ResumeScanRequest request, StreamObserver<ResumeScanResponse> observer) {
        answer(observer, () -> {
            var scan = existing(request.getScanId()).progress().scan();
            control.resume(scan);
            return ResumeScanResponse.newBuilder()
                    .setScan(message(scan.scanId()))
                    .build();
        });
    }

    private VisibleScan existing(String text) {
        return fetch(ScanRequests.uuid("scan_id", text));
    }

    private VisibleScan fetch(UUID scanId) {
        var scan = scans.find(scanId);
        if (scan == null) {
            throw RpcErrors.failure(
                    Code.NOT_FOUND,
                    "UNKNOWN_SCAN",
                    "there is no scan " + scanId
                            + "; ListScans names them. Scans that ended long ago are pruned (collector.horizon)",
                    Map.of("scan_id", scanId.toString()));
        }
        return scan;
    }

    private dev.trailtally.collector.v1.Scan message(UUID scanId) {
        return message(fetch(scanId));
    }

    private dev.trailtally.collector.v1.Scan message(VisibleScan scan) {
        boolean failed = scan.progress().counts().getFailureCount() > 0;
        return message(scan, failed ? details.failures(scan, MAX_FAILURES) : List.of());
    }

    private dev.trailtally.collector.v1.Scan message(VisibleScan scan, List<Failure> failures) {
        var progress = scan.progress();
        return scan.shown(ScanMessages.scan(progress, failures, scope.waitingReason(progress.scan())));
    }

    private WatchScanResponse watched(UUID scanId) {
        var scan = fetch(scanId);
        var response = WatchScanResponse.newBuilder()
                .setScan(message(scan))
                .addAllBusyAccounts(details.busyAccounts(scan, MAX_BUSY_ACCOUNTS));
        details.secondsLeft(scanId)
                .ifPresent(
                        seconds -> response.setRemaining(Duration.newBuilder().setSeconds(Math.round(seconds))));
        return response.build();
    }

    private static <T> void answer(StreamObserver<T> observer, Supplier<T> response) {
        orFail(observer, () -> {
            observer.onNext(response.get());
            observer.onCompleted();
        });
    }

    private static void orFail(StreamObserver<?> observer, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            observer.onError(ScanFailures.toRpc(e));
        }
    }

    private record ScanKey(
            @Nullable Instant createdAt, @Nullable UUID scanId) {

        static ScanKey of(List<String> row) {
            var createdAt = Instant.EPOCH.plus(Long.parseLong(row.get(0)), ChronoUnit.MICROS);
            return new ScanKey(createdAt, UUID.fromString(row.get(1)));
        }

        static List<String> parts(VisibleScan visible) {
            var scan = visible.progress().scan();
            var micros = ChronoUnit.MICROS.between(Instant.EPOCH, scan.createdAt());
            return List.of(Long.toString(micros), scan.scanId().toString());
        }
    }

    private record UnitKey(long accountId, String region) {

        static UnitKey of(List<String> row) {
            return new UnitKey(Long.parseLong(row.get(0)), row.get(1));
        }

        static List<String> parts(ScanUnit last) {
            return List.of(last.getAccountId().isEmpty() ? "-1" : last.getAccountId(), last.getRegion());
        }
    }
}
